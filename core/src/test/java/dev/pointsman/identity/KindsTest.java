package dev.pointsman.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.offset;

import dev.pointsman.linear.StateReader;
import dev.pointsman.linear.StateWriter;
import dev.pointsman.routing.FeatureVector;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KindsTest {
  private static final Kinds KINDS = new Kinds(new double[][] {{0, 0}, {1, 0}, {0, 2}}, 0.5);

  @Test
  void aPromptHasTheGreatestShareInTheNearestKindAndSharesSumToOne() {
    double[] shares = KINDS.shares(FeatureVector.of(0.9f, 0.1f));
    assertThat(Arrays.stream(shares).sum()).isEqualTo(1, offset(1e-12));
    assertThat(shares[1]).isGreaterThan(shares[0]);
    assertThat(shares[0]).isGreaterThan(shares[2]);
    assertThat(Math.log(shares[1] / shares[0])).isEqualTo((0.82 - 0.02) / 0.5, offset(1e-6));
  }

  @Test
  void aPromptFarFromEveryKindStillHasShares() {
    assertThat(KINDS.shares(FeatureVector.of(1000, 0))).containsExactly(0, 1, 0);
  }

  @Test
  void correctionsAreLearnedOnFeaturesSharesAndWhatWasForetold() {
    FeatureVector features = FeatureVector.of(0.9f, 0.1f);
    double[] shares = KINDS.shares(features);
    FeatureVector beside = Kinds.beside(features, shares, 0.75);
    assertThat(beside.length()).isEqualTo(features.length() + KINDS.added());
    assertThat(beside.at(0)).isEqualTo(0.9f);
    assertThat(beside.at(3) / beside.at(2)).isEqualTo((float) (shares[1] / shares[0]), offset(1e-5f));
    assertThat(beside.at(5)).isPositive();
    assertThat(Kinds.beside(features, shares, 0.5).at(5)).isZero();
  }

  @Test
  void withoutKindsWhatWasForetoldStandsBesideTheFeaturesAlone() {
    FeatureVector features = FeatureVector.of(1, 2, 3);
    assertThat(Kinds.beside(features, Kinds.NONE.shares(features), 0.5)).isEqualTo(FeatureVector.of(1, 2, 3, 0));
  }

  @Test
  void kindsAreSavedAndReadBitForBit() {
    var out = new StateWriter();
    KINDS.save(out);
    var in = new StateReader(out.toBytes());
    Kinds read = Kinds.read(in);
    in.end();
    assertThat(read.centres()).isDeepEqualTo(KINDS.centres());
    assertThat(read.width()).isEqualTo(KINDS.width());
  }

  @Test
  void centresOfSeveralLengthsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Kinds(new double[][] {{1, 2}, {3}}, 1))
        .withMessageContaining("of lengths 2 and 1");
  }

  @Test
  void aWidthThatIsNotAboveZeroIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Kinds(new double[0][], 0))
        .withMessageContaining("above 0");
  }
}
