package dev.pointsman.policy;

import dev.pointsman.identity.Answered;
import dev.pointsman.identity.ChoiceNet;
import dev.pointsman.identity.Examiner;
import dev.pointsman.identity.Identity;
import dev.pointsman.identity.Inference;
import dev.pointsman.identity.Kinds;
import dev.pointsman.identity.Population;
import dev.pointsman.identity.ResponseModel;
import dev.pointsman.linear.RidgePrior;
import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Estimate;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Grounds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/// Knows quality by models' identities and by what became of prompts that are alike; and by a regression an arm of what comes out
/// otherwise: the frozen prediction is the prior of the regression, which a table may have been fitted to already. The regression is
/// on the prompt's features, the kinds that it is of, and what was foretold.
///
/// The identity of an arm that training did not know is inferred from its first judgements, all of them each time, so that their order
/// does not matter; then its regression takes over. What became of prompts that are alike is told by the arms that are nearest to it.
///
/// Source: LLM Bandit, arXiv 2502.02743, section 2.6, for the identity; likeness and the regressions are ours.
///
/// @param trained what was trained
/// @param newcomers identities that are inferred here, with the answers that they rest on
/// @param arms regressions of quality less what identities foretell
record Foreseen(Trained trained, SequencedMap<Arm, Model> newcomers, LinearArms arms) implements Knowledge {
  /// Judgements that an identity is inferred from.
  static final int ANSWERS = 64;
  private static final double LEVEL_PRECISION = 60;
  private static final double SLOPE_PRECISION = 200;
  private static final double NOISE = 0.17;
  /// As what share of the mean squared distance to known arms a newcomer's nearness falls to `1/e`.
  private static final double NEAR = 0.1;
  /// Arms that count less than this are not asked about a newcomer.
  private static final double LEAST_NEARNESS = 0.02;
  private static final double KEEP = Learning.KEEP;

  /// What was trained, and stays as it is.
  ///
  /// @param responses foretells quality from identities
  /// @param known models by arm
  /// @param typical what a model is before its first answer
  /// @param alike knows some of the arms by prompts that are alike
  /// @param kinds of prompts
  /// @param choice the net that chooses, where one was trained
  record Trained(ResponseModel responses, Population population, SequencedMap<Arm, Model> known, Model typical,
      KernelArms alike, Kinds kinds, Optional<ChoiceNet> choice) {
    private static Trained of(ResponseModel responses, Population population, SequencedMap<Arm, Identity> identities,
        KernelArms alike, Kinds kinds, Optional<ChoiceNet> choice) {
      SequencedMap<Arm, Model> known = new LinkedHashMap<>();
      identities.forEach((arm, identity) -> known.put(arm, new Model(identity, responses.project(identity.mean()),
          alike.knows(arm) ? Map.of() : near(identity, identities, alike), List.of())));
      Identity mean = population.typical();
      var typical = new Model(mean, responses.project(mean.mean()), near(mean, identities, alike), List.of());
      return new Trained(responses, population, known, typical, alike, kinds, choice);
    }

    SequencedMap<Arm, Identity> identities() {
      SequencedMap<Arm, Identity> identities = new LinkedHashMap<>();
      known.forEach((arm, model) -> identities.put(arm, model.identity));
      return identities;
    }

    private static Map<Arm, Double> near(Identity identity, SequencedMap<Arm, Identity> known, KernelArms alike) {
      Map<Arm, Double> distances = new LinkedHashMap<>();
      known.forEach((arm, other) -> {
        if (alike.knows(arm)) {
          distances.put(arm, identity.squaredDistance(other));
        }
      });
      double least = distances.values().stream().mapToDouble(distance -> distance).min().orElse(0);
      double scale = NEAR * distances.values().stream().mapToDouble(distance -> distance).average().orElse(0);
      Map<Arm, Double> near = new LinkedHashMap<>();
      distances.forEach((arm, distance) -> {
        double nearness = distance > least ? Math.exp((least - distance) / scale) : 1;
        if (nearness >= LEAST_NEARNESS) {
          near.put(arm, nearness);
        }
      });
      double sum = near.values().stream().mapToDouble(nearness -> nearness).sum();
      near.replaceAll((_, nearness) -> nearness / sum);
      return near;
    }

    Model answered(List<Answered> answers) {
      Identity identity = new Inference(responses, population, alike).posterior(answers).identity();
      return new Model(identity, responses.project(identity.mean()), near(identity, identities(), alike),
          List.copyOf(answers));
    }
  }

  /// A prompt, read once for all arms.
  ///
  /// @param units of the response model's first layer
  /// @param likeness to the prompts whose outcomes were known
  /// @param beyond what likeness tells of known arms beyond their identities, as far as it was asked for
  @SuppressWarnings("ArrayRecordComponent") // lives for one decision and is never compared
  private record Read(double[] units, double[] likeness, Map<Arm, Double> beyond) {}

  /// A model by its identity.
  ///
  /// @param projected by the response model
  /// @param near where no outcomes of it are known: the known arms that it is most like, with their shares
  /// @param answers of one that training did not know, at most [#ANSWERS]
  @SuppressWarnings("ArrayRecordComponent") // read-only by agreement, compared by nobody
  record Model(Identity identity, double[] projected, Map<Arm, Double> near, List<Answered> answers) {
    Model renamed(UnaryOperator<Arm> names) {
      Map<Arm, Double> renamed = new LinkedHashMap<>();
      near.forEach((arm, share) -> renamed.put(names.apply(arm), share));
      return new Model(identity, projected, renamed, answers);
    }
  }

  /// Knows what was trained; any other model is one of the known ones' kind.
  static Foreseen of(IdentityTraining training) {
    return of(training, Population.of(training.known().values(), training.responses().length()));
  }

  /// Knows what was trained; any other model is one of `N(0, I)`, as published.
  static Foreseen published(IdentityTraining training) {
    return of(training, Population.standard(training.responses().length()));
  }

  private static Foreseen of(IdentityTraining training, Population population) {
    return new Foreseen(
        Trained.of(training.responses(), population, training.known(), training.alike(), training.kinds(),
            training.choice()),
        new LinkedHashMap<>(), training.corrections().keeping(KEEP));
  }

  /// The belief that corrections start from.
  ///
  /// @param features length `d`
  static RidgePrior prior(int features, Kinds kinds) {
    return RidgePrior.withIntercept(features + kinds.added(), 0, LEVEL_PRECISION, SLOPE_PRECISION, NOISE);
  }

  /// An identity as far as it is known.
  Identity identity(Arm arm) {
    return model(arm).identity;
  }

  private Model model(Arm arm) {
    Model known = ((Map<Arm, Model>) trained.known).get(arm);
    return known == null ? newcomer(arm) : known;
  }

  private Model newcomer(Arm arm) {
    Model newcomer = ((Map<Arm, Model>) newcomers).get(arm);
    return newcomer == null ? trained.typical : newcomer;
  }

  private Read read(FeatureVector features) {
    return new Read(trained.responses.read(features), trained.alike.kernel().likeness(features),
        new HashMap<>());
  }

  /// What the identity and likeness foretell, as certain as the identity.
  private Estimate foretold(Read read, Arm arm) {
    Model model = model(arm);
    ResponseModel.Slope slope = trained.responses.slope(read.units, model.projected);
    double p = trained.responses.calibration().probability(slope.logit());
    double[] deviation = model.identity.deviation();
    double variance = 0;
    for (int i = 0; i < deviation.length; i++) {
      variance += slope.gradient()[i] * slope.gradient()[i] * deviation[i] * deviation[i];
    }
    return new Estimate(IdentityTraining.foretold(p, alike(read, arm, p)),
        trained.responses.calibration().slope() * p * (1 - p) * Math.sqrt(variance));
  }

  /// What prompts that are alike tell of an arm. Of one without outcomes in training: what they tell of those that are near beyond what
  /// these are foretold by their identities.
  private double alike(Read read, Arm arm, double byIdentity) {
    return trained.alike.knows(arm)
        ? trained.alike.quality(read.likeness, arm)
        : alike(read, model(arm).near, byIdentity);
  }

  private double alike(Read read, Map<Arm, Double> shares, double byIdentity) {
    double sum = byIdentity;
    for (Map.Entry<Arm, Double> near : shares.entrySet()) {
      sum += near.getValue() * read.beyond.computeIfAbsent(near.getKey(),
          arm -> trained.alike.quality(read.likeness, arm)
              - trained.responses.quality(read.units, model(arm).projected));
    }
    return sum;
  }

  private double foretold(FeatureVector features, Arm arm) {
    return foretold(read(features), arm).mean();
  }

  private FeatureVector beside(FeatureVector features, double foretold) {
    return Kinds.beside(features, trained.kinds.shares(features), foretold);
  }

  @Override
  public List<Estimate> estimates(Context context, List<Candidate> candidates) {
    Read read = read(context.features());
    double[] shares = trained.kinds.shares(context.features());
    List<Estimate> estimates = new ArrayList<>();
    for (Candidate candidate : candidates) {
      Estimate foretold = foretold(read, candidate.arm());
      Estimate learned = arms.estimate(candidate.arm(),
          Kinds.beside(context.features(), shares, foretold.mean()).withIntercept());
      estimates.add(new Estimate(foretold.mean() + learned.mean(),
          Math.hypot(foretold.deviation(), learned.deviation()),
          learned.grounds().map(grounds -> grounds(read, candidate.arm(), foretold, grounds.judgements()))));
    }
    return estimates;
  }

  /// Of an arm that training did not know, answers are judgements too, and before them it was one of the population.
  private Grounds grounds(Read read, Arm arm, Estimate foretold, double corrected) {
    if (trained.known.containsKey(arm)) {
      return new Grounds(foretold.mean(), corrected);
    }
    double byIdentity = trained.responses.quality(read.units, trained.typical.projected);
    return new Grounds(IdentityTraining.foretold(byIdentity, alike(read, trained.typical.near, byIdentity)),
        newcomer(arm).answers.size() + corrected);
  }

  /// The same but for newcomers' identities, which are another's.
  Foreseen placed(Foreseen other) {
    return new Foreseen(trained, other.newcomers, arms);
  }

  /// What it takes to choose a new model's quiz.
  Examiner examiner() {
    return new Examiner(trained.responses, trained.identities().values(), trained.population, trained.alike);
  }

  @Override
  public double rounds() {
    return arms.position() + newcomers.values().stream().mapToInt(newcomer -> newcomer.answers.size()).sum();
  }

  private boolean isInferred(Arm arm) {
    return !trained.known.containsKey(arm) && newcomer(arm).answers.size() < ANSWERS;
  }

  private Foreseen answered(Arm arm, List<Answered> answers) {
    SequencedMap<Arm, Model> updated = new LinkedHashMap<>(newcomers);
    updated.put(arm, trained.answered(answers));
    return new Foreseen(trained, updated, arms);
  }

  @Override
  public Foreseen rated(Context context, Arm arm, double quality) {
    if (isInferred(arm)) {
      List<Answered> answers = new ArrayList<>(newcomer(arm).answers);
      answers.add(new Answered(context.features(), quality));
      return answered(arm, answers);
    }
    double foretold = foretold(context.features(), arm);
    return new Foreseen(trained, newcomers,
        arms.observe(arm, beside(context.features(), foretold), quality, foretold));
  }

  @Override
  public Foreseen revised(Context context, Arm arm, double before, double quality) {
    List<Answered> answers = new ArrayList<>(newcomer(arm).answers);
    int at = answers.indexOf(new Answered(context.features(), before));
    if (at >= 0) {
      answers.set(at, new Answered(context.features(), quality));
      return answered(arm, answers);
    }
    if (isInferred(arm)) {
      return rated(context, arm, quality);
    }
    double foretold = foretold(context.features(), arm);
    return new Foreseen(trained, newcomers,
        arms.revise(arm, beside(context.features(), foretold), before - foretold, quality - foretold));
  }

  @Override
  public Foreseen renamed(UnaryOperator<Arm> names) {
    SequencedMap<Arm, Identity> known = new LinkedHashMap<>();
    trained.known.forEach((arm, model) -> known.put(names.apply(arm), model.identity));
    SequencedMap<Arm, Model> renamed = new LinkedHashMap<>();
    newcomers.forEach((arm, newcomer) -> renamed.put(names.apply(arm), newcomer.renamed(names)));
    return new Foreseen(Trained.of(trained.responses, trained.population, known, trained.alike.renamed(names),
        trained.kinds, trained.choice), renamed, arms.renamed(names));
  }

  @Override
  public void save(StateWriter out) {
    trained.responses.save(out);
    trained.population.save(out);
    out.put((long) trained.known.size());
    trained.known.forEach((arm, model) -> {
      out.put(arm.id());
      model.identity.save(out);
    });
    trained.alike.save(out);
    trained.kinds.save(out);
    out.put(trained.choice.isPresent() ? 1L : 0L);
    trained.choice.ifPresent(net -> net.save(out));
    out.put((long) newcomers.size());
    newcomers.forEach((arm, newcomer) -> {
      out.put(arm.id()).put((long) newcomer.answers.size());
      newcomer.answers.forEach(answer -> answer.save(out));
    });
    arms.save(out);
  }

  /// What was saved.
  static Foreseen read(StateReader in) {
    ResponseModel responses = ResponseModel.read(in);
    Population population = Population.read(in);
    SequencedMap<Arm, Identity> known = new LinkedHashMap<>();
    for (long left = in.whole(); left > 0; left--) {
      known.put(new Arm(in.text()), Identity.read(in));
    }
    KernelArms alike = KernelArms.read(in);
    Kinds kinds = Kinds.read(in);
    Optional<ChoiceNet> choice = in.whole() == 1 ? Optional.of(ChoiceNet.read(in)) : Optional.empty();
    Trained trained = Trained.of(responses, population, known, alike, kinds, choice);
    SequencedMap<Arm, Model> newcomers = new LinkedHashMap<>();
    for (long left = in.whole(); left > 0; left--) {
      var arm = new Arm(in.text());
      List<Answered> answers = new ArrayList<>();
      for (long more = in.whole(); more > 0; more--) {
        answers.add(Answered.read(in));
      }
      newcomers.put(arm, trained.answered(answers));
    }
    LinearArms corrections = LinearArms.of(prior(responses.features(), kinds), KEEP);
    return new Foreseen(trained, newcomers, corrections.restored(in));
  }

  @Override
  public Foreseen restored(StateReader in) {
    return read(in);
  }
}
