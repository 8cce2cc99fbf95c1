package dev.pointsman.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.routing.FeatureVector;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChoiceNetTest {
  private static List<ChoiceNet.Option> options(int count, long seed) {
    var random = new SplittableRandom(seed);
    return IntStream.range(0, count).mapToObj(
        _ -> new ChoiceNet.Option(Worlds.vector(3, random), random.nextDouble(), 0.001 * random.nextDouble())).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theOrderOfCandidatesDoesNotMatter(boolean published) {
    ChoiceNet net = Worlds.choice(2, published);
    FeatureVector prompt = Worlds.prompt(new SplittableRandom(3));
    List<ChoiceNet.Option> options = new ArrayList<>(options(7, 4));
    double[] before = net.reading(prompt, options).probabilities(500);
    Collections.reverse(options);
    double[] after = net.reading(prompt, options).probabilities(500);
    for (int k = 0; k < 7; k++) {
      assertThat(after[6 - k]).isCloseTo(before[k], within(1e-12));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 1000, 1e6, 1e12})
  void atAnyPriceProbabilitiesSumToOneAndWhatCanNotBeWorthItIsLeftOut(double price) {
    ChoiceNet net = Worlds.choice(5, false);
    List<ChoiceNet.Option> options = options(66, 6);
    double[] p = net.reading(Worlds.prompt(new SplittableRandom(7)), options).probabilities(price);
    assertThat(DoubleStream.of(p).sum()).isCloseTo(1, within(1e-12));
    double least = options.stream().mapToDouble(ChoiceNet.Option::costUsd).min().orElseThrow();
    for (int k = 0; k < p.length; k++) {
      if (price * (options.get(k).costUsd() - least) > 1) {
        assertThat(p[k]).isZero();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1999, 2001})
  void whereTheScaleEndsTheTwoWaysToWriteCostsMeet(double price) {
    ChoiceNet net = Worlds.choice(8, false);
    double[] identity = {1, 0, -1};
    var options = List.of(new ChoiceNet.Option(identity, 0.5, 0.001), new ChoiceNet.Option(identity, 0.2, 0.0009));
    double[] here = net.reading(Worlds.prompt(new SplittableRandom(9)), options).probabilities(price);
    double[] there = net.reading(Worlds.prompt(new SplittableRandom(9)), options).probabilities(2000);
    assertThat(here[0]).isCloseTo(there[0], within(1e-2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 64})
  void freeCandidatesAreNoTrouble(int count) {
    List<ChoiceNet.Option> free = options(count, 1).stream()
        .map(option -> new ChoiceNet.Option(option.identity(), option.quality(), 0)).toList();
    double[] p = Worlds.choice(1, true).reading(Worlds.prompt(new SplittableRandom(1)), free).probabilities(10);
    assertThat(DoubleStream.of(p).sum()).isCloseTo(1, within(1e-12));
  }
}
