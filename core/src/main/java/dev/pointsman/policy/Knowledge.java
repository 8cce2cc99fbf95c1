package dev.pointsman.policy;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.Arm;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Context;
import dev.pointsman.routing.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// What is known of how good arms are, apart from what is done about it. Immutable.
interface Knowledge {
  /// Beliefs about the quality of each candidate's answer, in the candidates' order.
  List<Estimate> estimates(Context context, List<Candidate> candidates);

  /// On how many judged rounds these beliefs rest.
  double rounds();

  /// How well each candidate that is new is known, in judgements, in the candidates' order; infinite where it is not new, or
  /// nobody counts.
  default double[] judged(List<Candidate> candidates) {
    double[] judged = new double[candidates.size()];
    Arrays.fill(judged, Double.POSITIVE_INFINITY);
    return judged;
  }

  /// The same after an arm answered, judged or not.
  ///
  /// @param candidates that could have, it among them
  default Knowledge served(List<Arm> candidates, Arm served) {
    return this;
  }

  /// The same after an arm's answer was judged.
  ///
  /// @param quality in `[0, 1]`
  Knowledge rated(Context context, Arm arm, double quality);

  /// The same, had an answer been judged otherwise.
  ///
  /// @param before the quality that was learned, in `[0, 1]`
  /// @param quality the quality that holds now, in `[0, 1]`
  Knowledge revised(Context context, Arm arm, double before, double quality);

  /// The same of arms under other ids.
  Knowledge renamed(UnaryOperator<Arm> names);

  /// Writes all that was learned, bit for bit.
  void save(StateWriter out);

  /// What was saved, for knowledge of the same kind.
  ///
  /// @throws IllegalArgumentException if the bytes are not such knowledge's
  Knowledge restored(StateReader in);
}
