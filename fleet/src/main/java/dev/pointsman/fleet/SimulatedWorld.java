package dev.pointsman.fleet;

import dev.pointsman.fleet.prompt.Prompt;
import dev.pointsman.fleet.prompt.PromptSource;
import dev.pointsman.fleet.prompt.Reading;
import dev.pointsman.routing.Usage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Seven made-up models and made-up prompts. Five made-up judges look at an answer, and each finds it good with probability
/// `logistic(skill(model, topic) - 3 (difficulty - 0.5))`, by a hash of seed, model and prompt; the score is the share of
/// those who do.
///
/// The seed draws the prompts, the outcomes, which specialist is good at which topics, and a small deviation of every
/// skill. Topic and difficulty are read from the prompt's text, so that any text has an outcome.
public final class SimulatedWorld implements World {
  private static final int JUDGES = 5;
  private static final double STEEPNESS = 3;
  private static final double SKILL_DEVIATION = 0.15;
  private static final double LENGTH_DEVIATION = 0.35;
  private static final int CHARS_PER_TOKEN = 4;

  private final long seed;
  private final PromptSource prompts;
  private final Map<String, Integer> places = new HashMap<>();
  private final Map<String, Breed> breeds = new HashMap<>();

  /// A world of the shipped prompts.
  public SimulatedWorld(long seed) {
    this(seed, PromptSource.shipped());
  }

  SimulatedWorld(long seed, PromptSource prompts) {
    this.seed = seed;
    this.prompts = prompts;
    List<String> topics = new ArrayList<>(prompts.topics());
    Collections.shuffle(topics, new Random(Fingerprint.of(seed, "places")));
    topics.forEach(topic -> places.put(topic, places.size()));
    Breed.FLEET.forEach(breed -> breeds.put(breed.model().name(), breed));
  }

  @Override
  public List<FleetModel> models() {
    return Breed.FLEET.stream().map(Breed::model).toList();
  }

  @Override
  public Iterator<Task> tasks() {
    var random = new SplittableRandom(Fingerprint.of(seed, "tasks"));
    return Stream.iterate(1L, number -> number + 1).map(number -> task(number, prompts.draw(random))).iterator();
  }

  private static Task task(long number, Prompt prompt) {
    return new Task("sim-" + number, prompt.topic(), prompt.text());
  }

  @Override
  public Optional<Outcome> outcome(String prompt, String model) {
    return Optional.ofNullable(breeds.get(model)).map(breed -> outcome(prompt, breed, prompts.read(prompt)));
  }

  private Outcome outcome(String prompt, Breed breed, Reading reading) {
    var random = new SplittableRandom(Fingerprint.of(seed, breed.model().name(), prompt));
    double chance = chance(breed, reading);
    long votes = random.doubles(JUDGES).filter(draw -> draw < chance).count();
    return new Outcome((double) votes / JUDGES, usage(prompt, breed, reading, random.nextGaussian()), Optional.empty());
  }

  /// The probability that a judge finds the answer good, in `(0, 1)`.
  ///
  /// @throws IllegalArgumentException if there is no such model
  double chance(String prompt, String model) {
    return chance(breed(model), prompts.read(prompt));
  }

  private Breed breed(String model) {
    return Optional.ofNullable(breeds.get(model))
        .orElseThrow(() -> new IllegalArgumentException("there is no model '" + model + "'"));
  }

  private double chance(Breed breed, Reading reading) {
    int place = places.getOrDefault(reading.topic(), 0);
    var random = new SplittableRandom(Fingerprint.of(seed, "skill", breed.model().name(), reading.topic()));
    double skill = breed.skill(place) + SKILL_DEVIATION * random.nextGaussian();
    return 1 / (1 + Math.exp(STEEPNESS * (reading.difficulty() - 0.5) - skill));
  }

  /// Harder prompts get longer answers, by up to a quarter either way.
  private Usage usage(String prompt, Breed breed, Reading reading, double deviation) {
    double length = prompts.answerTokens(reading.topic()) * breed.verbosity() * (0.75 + reading.difficulty() / 2)
        * Math.exp(LENGTH_DEVIATION * deviation);
    return Usage.of(prompt.length() / CHARS_PER_TOKEN + 1, Math.max(1, Math.round(length)));
  }
}
