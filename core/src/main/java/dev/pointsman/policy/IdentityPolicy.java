package dev.pointsman.policy;

import dev.pointsman.identity.ChoiceNet;
import dev.pointsman.identity.Examiner;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.Observation;
import dev.pointsman.routing.Preference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/// LLM Bandit: candidates are known by their identities, and a net trained on random sets of them chooses, by chance, at any
/// price of money. What feedback teaches corrects the predictions that the net is given. Its chance is that of the dial: what
/// the net thinks best at a cost weight drawn from a window around the caller's ([DialWindow]), so that no small step of the
/// dial changes much.
///
/// Untrained it is Thompson sampling on a regression an arm; trained without a net, the best guesses take the net's place.
///
/// Source: LLM Bandit, arXiv 2502.02743.
///
/// @param knowledge what is known of quality: [Foreseen] where it was trained
record IdentityPolicy(Knowledge knowledge) implements Policy {
  /// Knows nothing.
  static IdentityPolicy untrained(Learning learning, int features) {
    return new IdentityPolicy(new LinearKnowledge(learning.untrained(features)));
  }

  @Override
  public Decision decide(Context context, List<Candidate> candidates, RandomGenerator random) {
    List<Estimate> estimates = knowledge.estimates(context, candidates);
    Outlook outlook = Outlook.of(knowledge, estimates, candidates, context.preference());
    double[] scores = outlook.scores();
    double[] probabilities = context.maxExploration() == 0
        ? ChoiceRule.greedy().probabilities(outlook)
        : Chance.limited(probabilities(context, candidates, outlook), outlook.best(scores), context.maxExploration());
    return Chance.decision(candidates, estimates, scores, probabilities, random);
  }

  private double[] probabilities(Context context, List<Candidate> candidates, Outlook outlook) {
    Preference preference = context.preference();
    if (!(knowledge instanceof Foreseen foreseen)) {
      return preference.costWeight() == 1
          ? ChoiceRule.greedy().probabilities(outlook)
          : ChoiceRule.thompson().probabilities(outlook);
    }
    Optional<ChoiceNet.Reading> net = foreseen.trained().choice()
        .map(choice -> choice.reading(context.features(), options(foreseen, candidates, outlook)));
    return DialWindow.mean(preference.costWeight(), candidates.size(), weight -> {
      if (net.isEmpty() || weight == 1) {
        return ChoiceRule.greedy().probabilities(outlook.at(new Preference(weight, preference.costScale())));
      }
      double[] probabilities = net.get().probabilities(weight / ((1 - weight) * preference.costScale().usd()));
      return ChoiceRule.certain(outlook, outlook.best(probabilities));
    });
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
      case Observation.Served _ -> this;
      case Observation.Rated(var context, _, var served, double quality) ->
        new IdentityPolicy(knowledge.rated(context, served, quality));
      case Observation.Revised(var context, _, var served, double before, double quality) ->
        new IdentityPolicy(knowledge.revised(context, served, before, quality));
    };
  }

  @Override
  public Optional<Examiner> examiner() {
    return knowledge instanceof Foreseen(Foreseen.Trained trained, _, _)
        ? Optional.of(new Examiner(trained.responses(), trained.known().values(), trained.population()))
        : Optional.empty();
  }

  @Override
  public IdentityPolicy renamed(UnaryOperator<Arm> names) {
    return new IdentityPolicy(knowledge.renamed(names));
  }

  @Override
  public void save(StateWriter out) {
    out.put(knowledge instanceof Foreseen ? 1L : 0L);
    knowledge.save(out);
  }

  @Override
  public IdentityPolicy restored(StateReader in) {
    if (in.whole() == 1) {
      return new IdentityPolicy(Foreseen.read(in));
    }
    if (knowledge instanceof Foreseen) {
      throw new IllegalArgumentException("an untrained state where a trained one belongs");
    }
    return new IdentityPolicy(knowledge.restored(in));
  }
}
