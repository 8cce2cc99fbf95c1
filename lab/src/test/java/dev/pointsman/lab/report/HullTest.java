package dev.pointsman.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.lab.report.Hull.Corner;
import dev.pointsman.lab.report.Point.Knob;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/// Hulls, curves over them, and sums that do not depend on their order.
class HullTest {
  private static final Hull HULL = Hull.of(List.of(new Corner(4, 0.9), new Corner(1, 0.5), new Corner(2, 0.6),
      new Corner(2, 0.8), new Corner(5, 0.7), new Corner(1, 0.4)));

  private static Point point(long seed, double cost, double quality) {
    return new Point("p", seed, "bandit", Knob.weight(0), false, quality, cost, 0.1, 0, new LinkedHashMap<>(),
        List.of());
  }

  @Test
  void theHullRisesFromTheCheapestPointToTheBestAndStaysThere() {
    assertThat(HULL.corners()).containsExactly(new Corner(1, 0.5), new Corner(2, 0.8), new Corner(4, 0.9));
    assertThat(HULL.peak()).isEqualTo(0.9);
  }

  @Test
  void heightsAreThoseOfMixes() {
    assertThat(HULL.quality(0.9)).isEmpty();
    assertThat(HULL.quality(1.5).orElseThrow()).isCloseTo(0.65, within(1e-12));
    assertThat(HULL.quality(9)).hasValue(0.9);
  }

  @Test
  void theLeastCostOfAQualityIsWhereTheHullReachesIt() {
    assertThat(HULL.cost(0.1)).hasValue(1);
    assertThat(HULL.cost(0.85).orElseThrow()).isCloseTo(3, within(1e-12));
    assertThat(HULL.cost(0.91)).isEmpty();
  }

  @Test
  void aCurveIsTheMeanOfItsSeedsHullsBesideTheBestSingleModel() {
    var curves = new Curves(new Summary.Model("best", 0.8, 4));
    Summary.Curve curve = curves.curve(
        List.of(point(1, 0.4, 0.4), point(1, 2, 0.8), point(2, 0.4, 0.6), point(2, 4, 0.8)),
        100, 30);
    assertThat(Summary.at(curve.qualityAtCost(), "0.10").orElseThrow()).isCloseTo(0.625, within(1e-12));
    assertThat(Summary.at(curve.qualityAtCostSe(), "0.10").orElseThrow()).isCloseTo(0.125, within(1e-12));
    assertThat(Summary.at(curve.qualityAtCost(), "0.05")).isEmpty();
    assertThat(Summary.at(curve.costAtQuality(), "1.00").orElseThrow()).isCloseTo(0.75, within(1e-12));
    assertThat(curve.saBep()).hasValue(30);
    assertThat(curve.peakQuality().orElseThrow()).isCloseTo(1, within(1e-12));
    assertThat(Summary.at(curves.curve(List.of(point(1, 0.4, 0.4)), 1, 1).costAtQuality(), "0.95")).isEmpty();
  }

  @Test
  void whereTheBestSingleModelHasNoQualityNothingIsAShareOfIt() {
    Summary.Curve curve = new Curves(new Summary.Model("best", 0, 4)).curve(List.of(point(1, 4, 0)), 1, 1);
    assertThat(curve.peakQuality()).isEmpty();
    assertThat(curve.qualityAtCost().values()).allSatisfy(quality -> assertThat(quality).isEmpty());
  }

  @Test
  void aSumDoesNotDependOnTheOrderOfItsTerms() {
    double[] terms = {0.1, 1e16, 0.2, -1e16, 0.3, 1e-9};
    var forward = new ExactSum();
    DoubleStream.of(terms).forEach(forward::add);
    var backward = new ExactSum();
    for (int i = terms.length - 1; i >= 0; i--) {
      backward.add(terms[i]);
    }
    assertThat(forward.mean()).isEqualTo(backward.mean()).isCloseTo(0.600000001 / 6, within(1e-12));
  }

  @Test
  void aPointIsReadAsItWasWritten() {
    var shares = new LinkedHashMap<String, Double>();
    shares.put("m", 1.0);
    var point = new Point("p", 3, "full", Knob.budget(0.1), true, 0.123456789, 1e-7, -0.5, 2, shares,
        List.of(new Point.Phase(0, 5, 0.5, 0.25, 0.125, shares)));
    assertThat(SummaryJson.point(SummaryJson.node(point))).isEqualTo(point);
  }
}
