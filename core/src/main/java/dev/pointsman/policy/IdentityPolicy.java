package dev.pointsman.policy;

import dev.pointsman.identity.ChoiceNet;
import dev.pointsman.identity.Examiner;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// LLM Bandit: candidates are known by their identities, and a net trained on random sets of them chooses, by chance, at any
/// price of money. What feedback teaches corrects the predictions that the net is given. Its dial is its own ([SteadyDial]), in
/// units of what the best candidate costs, and so is its chance: between two of six prices what the net thinks best at the one or
/// at the other, so that no small step of the dial changes much.
///
/// Untrained it is Thompson sampling on a regression an arm, on everybody's dial; trained without a net, the best guesses take the
/// net's place.
///
/// Source: LLM Bandit, arXiv 2502.02743.
///
/// @param knowledge what is known of quality: [Foreseen] where it was trained
/// @param standings what arms are like, by which the dial has its unit
record IdentityPolicy(Knowledge knowledge, Standings standings) implements EstimatingPolicy {
  /// As what share of the preference's scale cheaper models count in the dial's unit.
  private static final double LEAST_SHARE = 1e-3;

  /// Knows nothing.
  static IdentityPolicy untrained(Learning learning, int features) {
    return new IdentityPolicy(new LinearKnowledge(learning.untrained(features)), Standings.NONE);
  }

  @Override
  public Decision decide(Context context, List<Candidate> candidates, List<Estimate> estimates,
      RandomGenerator random) {
    if (!(knowledge instanceof Foreseen foreseen)) {
      Outlook outlook = Outlook.of(knowledge, estimates, candidates, context.preference());
      return decision(context, candidates, estimates, outlook,
          (context.preference().costWeight() == 1 ? ChoiceRule.greedy() : ChoiceRule.thompson()).probabilities(outlook),
          random);
    }
    Preference asked = context.preference();
    SteadyDial dial = dial(asked.costScale(), appraisals(candidates, estimates));
    Outlook outlook = Outlook.of(knowledge, estimates, candidates, dial.preference(asked.costWeight()));
    double[] probabilities = context.maxExploration() == 0
        ? ChoiceRule.greedy().probabilities(outlook)
        : dial.mean(asked.costWeight(), rule(foreseen, context, candidates, outlook));
    return decision(context, candidates, estimates, outlook, probabilities, random);
  }

  private static Decision decision(Context context, List<Candidate> candidates, List<Estimate> estimates,
      Outlook outlook, double[] probabilities, RandomGenerator random) {
    double[] scores = outlook.scores();
    return Chance.decision(candidates, estimates, scores,
        Chance.limited(probabilities, outlook.best(scores), context.maxExploration()), random);
  }

  /// The candidates as they are thought of, not chosen among.
  static List<Appraisal> appraisals(List<Candidate> candidates, List<Estimate> estimates) {
    return IntStream.range(0, candidates.size())
        .mapToObj(i -> new Appraisal(candidates.get(i), estimates.get(i), 0, 0)).toList();
  }

  private SteadyDial dial(Money scale, List<Appraisal> appraisals) {
    return new SteadyDial(standings.costOfBestUsd(appraisals, LEAST_SHARE * scale.usd()));
  }

  /// What is certain at a price: the net's first, or without one the best guess.
  private static DoubleFunction<double[]> rule(Foreseen foreseen, Context context, List<Candidate> candidates,
      Outlook outlook) {
    Optional<ChoiceNet.Reading> net = foreseen.trained().choice()
        .map(choice -> choice.reading(context.features(), options(foreseen, candidates, outlook)));
    return price -> net.isEmpty() || price == Double.POSITIVE_INFINITY
        ? ChoiceRule.greedy().probabilities(outlook.at(outlook.preference().withPrice(price)))
        : ChoiceRule.certain(outlook, outlook.best(net.get().probabilities(price)));
  }

  @Override
  public double costWeight(double price, Money scale, List<Appraisal> guess) {
    return knowledge instanceof Foreseen
        ? dial(scale, guess).weight(price)
        : EstimatingPolicy.super.costWeight(price, scale, guess);
  }

  /// Only as long as its dial is everybody's.
  @Override
  public boolean isAppraisedOnce() {
    return !(knowledge instanceof Foreseen);
  }

  private static List<ChoiceNet.Option> options(Foreseen foreseen, List<Candidate> candidates, Outlook outlook) {
    List<ChoiceNet.Option> options = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      options.add(new ChoiceNet.Option(foreseen.identity(candidates.get(i).arm()).mean(), outlook.quality()[i],
          outlook.costUsd()[i]));
    }
    return options;
  }

  @Override
  public IdentityPolicy learn(Observation observation) {
    return switch (observation) {
      case Observation.Served(_, var decision, _, _, _) ->
        isCompared(decision) ? new IdentityPolicy(knowledge, standings.served(decision.appraisals())) : this;
      case Observation.Rated(var context, var decision, var served, double quality) ->
        new IdentityPolicy(knowledge.rated(context, served, quality), judged(context, decision));
      case Observation.Revised(var context, _, var served, double before, double quality) ->
        new IdentityPolicy(knowledge.revised(context, served, before, quality), standings);
    };
  }

  /// A decision among one, as of a quiz, tells nothing of how candidates stand to one another.
  private boolean isCompared(Decision decision) {
    return decision.appraisals().size() > 1 && knowledge instanceof Foreseen;
  }

  /// What it thinks of the candidates itself, whoever chose among them.
  private Standings judged(Context context, Decision decision) {
    if (!isCompared(decision)) {
      return standings;
    }
    List<Candidate> candidates = decision.appraisals().stream().map(Appraisal::candidate).toList();
    return standings.judged(appraisals(candidates, knowledge.estimates(context, candidates)));
  }

  @Override
  public Optional<Examiner> examiner() {
    return knowledge instanceof Foreseen foreseen ? Optional.of(foreseen.examiner()) : Optional.empty();
  }

  @Override
  public IdentityPolicy renamed(UnaryOperator<Arm> names) {
    return new IdentityPolicy(knowledge.renamed(names), standings.renamed(names));
  }

  @Override
  public void save(StateWriter out) {
    out.put(knowledge instanceof Foreseen ? 1L : 0L);
    knowledge.save(out);
    standings.save(out);
  }

  @Override
  public Policy restored(StateReader in) {
    long mark = in.whole();
    if (mark == PublishedIdentityPolicy.MARK) {
      return PublishedIdentityPolicy.read(in);
    }
    if (mark == 1) {
      return new IdentityPolicy(Foreseen.read(in), Standings.read(in));
    }
    if (knowledge instanceof Foreseen) {
      throw new IllegalArgumentException("an untrained state where a trained one belongs");
    }
    return new IdentityPolicy(knowledge.restored(in), Standings.read(in));
  }
}
