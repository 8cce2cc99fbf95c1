package dev.pointsman.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.lab.report.Curves.Spread;
import org.junit.jupiter.api.Test;

class StudentTest {
  @Test
  void fewNumbersMakeWiderIntervals() {
    assertThat(Student.quantile(1)).isEqualTo(12.706, within(0.001));
    assertThat(Student.quantile(2)).isEqualTo(4.303, within(0.001));
    assertThat(Student.quantile(3)).isEqualTo(3.182, within(0.004));
    assertThat(Student.quantile(9)).isEqualTo(2.262, within(0.001));
    assertThat(Student.quantile(19)).isEqualTo(2.093, within(0.001));
    assertThat(Student.widening(1e9)).isEqualTo(1, within(1e-8));
  }

  @Test
  void aMeansIntervalReachesAsFarAsItsFreedomAsks() {
    Spread spread = Spread.of(new double[] {1, 2, 3, 4});
    assertThat(spread.mean()).hasValue(2.5);
    assertThat(spread.reach()).isEqualTo(3.182 * Math.sqrt(5.0 / 3 / 4), within(0.003));
    assertThat(Spread.of(new double[] {1}).reach()).isZero();
  }
}
