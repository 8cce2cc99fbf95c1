package dev.pointsman.lab.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.lab.data.Battles.Battle;
import dev.pointsman.lab.data.PreferencePair.Winner;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/// What preference pairs say of the models of a pool.
class BattlesTest {
  private static final List<String> POOL = List.of("x", "y", "z");

  private static PreferencePair pair(String prompt, String a, String b, Winner winner) {
    return new PreferencePair(prompt, a, b, winner, OptionalDouble.empty());
  }

  private static Battles battles(PreferencePair... pairs) {
    return Battles.of(List.of(pairs).iterator(), POOL,
        name -> Optional.of(name.toLowerCase(java.util.Locale.ROOT)).filter(POOL::contains),
        prompt -> !prompt.equals("tested"));
  }

  @Test
  void aPairOfThePoolIsTakenAsItIsUnderThePoolsNames() {
    assertThat(battles(pair("p", "X", "y", Winner.B), pair("q", "y", "Z", Winner.A)).battles())
        .containsExactly(new Battle(0, 1, 0), new Battle(1, 1, 2));
  }

  @Test
  void twoJudgementsAgainstTheSameModelSayWhichOfTheOthersIsBetter() {
    Battles derived = battles(pair("p", "reference", "x", Winner.B), pair("p", "reference", "y", Winner.A),
        pair("p", "reference", "z", Winner.A), pair("q", "reference", "x", Winner.A));
    assertThat(derived.battles()).containsExactly(new Battle(0, 0, 1), new Battle(0, 0, 2));
    assertThat(derived.prompts()).containsExactly("p", "q");
  }

  @Test
  void tiesOtherModelsAndPromptsThatMayNotBeSeenSayNothing() {
    assertThat(battles(pair("p", "x", "y", Winner.TIE), pair("p", "u", "v", Winner.A),
        pair("tested", "x", "y", Winner.A), pair("p", "x", "X", Winner.A)).battles()).isEmpty();
  }

  @Test
  void aReferenceOfThePoolFightsToo() {
    assertThat(battles(pair("p", "x", "y", Winner.A), pair("p", "x", "z", Winner.B)).battles())
        .containsExactlyInAnyOrder(new Battle(0, 0, 1), new Battle(0, 2, 0), new Battle(0, 2, 1));
  }
}
