package dev.pointsman.policy;

import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.Estimate;
import java.util.List;
import java.util.random.RandomGenerator;

/// A policy that predicts quality first and then chooses, so that one prediction of a prompt serves every choice there.
interface EstimatingPolicy extends Policy {
  /// What is known of quality.
  Knowledge knowledge();

  /// Chooses by what was predicted.
  ///
  /// @param estimates of quality, one per candidate
  Decision decide(Context context, List<Candidate> candidates, List<Estimate> estimates, RandomGenerator random);

  @Override
  default Decision decide(Context context, List<Candidate> candidates, RandomGenerator random) {
    Chance.checkAny(candidates);
    return decide(context, candidates, knowledge().estimates(context, candidates), random);
  }

  @Override
  default Decision choose(Context context, List<Appraisal> appraised, RandomGenerator random) {
    Chance.checkAny(appraised);
    return decide(context, appraised.stream().map(Appraisal::candidate).toList(),
        appraised.stream().map(Appraisal::quality).toList(), random);
  }
}
