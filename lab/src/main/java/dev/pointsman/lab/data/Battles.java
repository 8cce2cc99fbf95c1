package dev.pointsman.lab.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/// Preferences between the models of a pool, each with one winner. Immutable.
///
/// A judgement between two models of the pool is taken as it is. Two judgements on one prompt against the same third model say
/// something of the two others where one was preferred to it and the other was not; what the third is does not matter. Ties say
/// nothing.
///
/// @param models of the pool, in the order of the table
/// @param prompts distinct texts
/// @param battles in the order in which they were found
public record Battles(List<String> models, List<String> prompts, List<Battle> battles) {
  /// One preference.
  ///
  /// @param prompt index of the text
  /// @param winner index of the model whose answer was preferred
  /// @param loser index of the other
  public record Battle(int prompt, int winner, int loser) {
    private Battle contrary() {
      return new Battle(prompt, /* winner= */ loser, /* loser= */ winner);
    }
  }

  /// Collects the preferences between the models of a pool.
  ///
  /// @param names what the pool calls a model of the pairs; empty if it is not in the pool
  /// @param wanted which prompts may be learned from
  public static Battles of(Iterator<PreferencePair> pairs, List<String> models,
      Function<String, Optional<String>> names, Predicate<String> wanted) {
    var collected = new Collector(models, names);
    while (pairs.hasNext()) {
      PreferencePair pair = pairs.next();
      if (pair.winner() != PreferencePair.Winner.TIE && wanted.test(pair.prompt())) {
        collected.add(pair);
      }
    }
    return collected.battles();
  }

  /// Only those of some prompts.
  public Battles only(Predicate<Integer> wanted) {
    return new Battles(models, prompts, battles.stream().filter(battle -> wanted.test(battle.prompt)).toList());
  }

  /// The contrary: whose answer was preferred lost. For finding out what wrong preferences cost.
  public Battles inverted() {
    return new Battles(models, prompts,
        battles.stream().map(battle -> battle.contrary()).toList());
  }

  /// The same between models drawn by chance. For finding out what worthless preferences cost.
  public Battles shuffled(RandomGenerator random) {
    List<Integer> drawn = new ArrayList<>(IntStream.range(0, models.size()).boxed().toList());
    Collections.shuffle(drawn, Random.from(random));
    return new Battles(models, prompts, battles.stream()
        .map(battle -> new Battle(battle.prompt, drawn.get(battle.winner), drawn.get(battle.loser))).toList());
  }

  /// Names every preference in it.
  public String fingerprint() {
    var crc = new CRC32();
    crc.update((models + " " + prompts + " " + battles).getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(crc.getValue());
  }

  private static final class Collector {
    private final List<String> models;
    private final Function<String, Optional<String>> names;
    private final SequencedMap<String, Integer> prompts = new LinkedHashMap<>();
    private final SequencedMap<Against, List<Judged>> judged = new LinkedHashMap<>();
    private final List<Battle> battles = new ArrayList<>();

    /// A prompt and the model that others were judged against.
    private record Against(int prompt, String third) {}

    private record Judged(int model, boolean preferred) {}

    Collector(List<String> models, Function<String, Optional<String>> names) {
      this.models = models;
      this.names = names;
    }

    void add(PreferencePair pair) {
      OptionalInt a = index(pair.a());
      OptionalInt b = index(pair.b());
      if (a.isEmpty() && b.isEmpty()) {
        return;
      }
      int prompt = prompts.computeIfAbsent(pair.prompt(), _ -> prompts.size());
      boolean first = pair.winner() == PreferencePair.Winner.A;
      if (a.isPresent() && b.isPresent()) {
        if (a.getAsInt() != b.getAsInt()) {
          battles.add(first
              ? new Battle(prompt, a.getAsInt(), b.getAsInt())
              : new Battle(prompt, b.getAsInt(), a.getAsInt()));
        }
      }
      a.ifPresent(model -> meet(prompt, pair.b(), model, first));
      b.ifPresent(model -> meet(prompt, pair.a(), model, !first));
    }

    private void meet(int prompt, String third, int model, boolean preferred) {
      List<Judged> before = judged.computeIfAbsent(new Against(prompt, third), _ -> new ArrayList<>());
      for (Judged other : before) {
        if (other.model != model && other.preferred != preferred) {
          battles.add(preferred ? new Battle(prompt, model, other.model) : new Battle(prompt, other.model, model));
        }
      }
      before.add(new Judged(model, preferred));
    }

    private OptionalInt index(String name) {
      int index = names.apply(name).map(models::indexOf).orElse(-1);
      return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    }

    Battles battles() {
      return new Battles(List.copyOf(models), List.copyOf(prompts.sequencedKeySet()), List.copyOf(battles));
    }
  }
}
