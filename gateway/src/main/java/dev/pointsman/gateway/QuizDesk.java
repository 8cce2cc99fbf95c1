package dev.pointsman.gateway;

import dev.pointsman.gateway.Newcomer.Phase;
import dev.pointsman.gateway.Newcomer.Selection;
import dev.pointsman.gateway.Newcomer.Status;
import dev.pointsman.gateway.Newcomer.Trial;
import dev.pointsman.gateway.store.Feedback;
import dev.pointsman.gateway.store.LoggedDecision;
import dev.pointsman.gateway.store.Store;
import dev.pointsman.gateway.store.StoreUnavailable;
import dev.pointsman.identity.Answered;
import dev.pointsman.identity.Examiner;
import dev.pointsman.identity.Quiz;
import dev.pointsman.routing.Appraisal;
import dev.pointsman.routing.Decision;
import dev.pointsman.routing.FeatureVector;
import dev.pointsman.routing.Money;
import dev.pointsman.routing.Preference;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Holds quizzes: asks a new model prompts within a limit of money, has its answers graded, and puts each on record as a
/// decision and a judgement of every router that the model is to serve, so that their states stay the fold of the log. Then it
/// says for which routers the model is worth its price.
final class QuizDesk {
  private static final int MOST_FAILURES = 3;

  private final Catalog catalog;
  private final Dispatcher dispatcher;
  private final Store store;
  private final Meters meters;
  private final InstantSource clock;

  /// What came of a quiz.
  record Result(Status status) {}

  QuizDesk(Catalog catalog, Dispatcher dispatcher, Store store, Meters meters, InstantSource clock) {
    this.catalog = catalog;
    this.dispatcher = dispatcher;
    this.store = store;
    this.meters = meters;
    this.clock = clock;
  }

  /// Holds a quiz on the current thread.
  ///
  /// @param told of each step
  /// @param gone whether the newcomer has left meanwhile
  Result hold(Newcomer newcomer, Questions questions, Consumer<Status> told, BooleanSupplier gone) {
    return new Session(newcomer, questions, told, gone).result();
  }

  /// One quiz.
  private final class Session {
    private final Newcomer newcomer;
    private final Trial trial;
    private final QuizPurse purse;
    private final Consumer<Status> told;
    private final BooleanSupplier gone;
    private final List<Router> routers;
    /// Of the prompts that were looked at so far.
    private final Map<Integer, FeatureVector> features = new HashMap<>();
    private final List<Answered> answers = new ArrayList<>();
    private final Set<Integer> asked = new HashSet<>();
    private final List<String> notes = new ArrayList<>();
    private int unfit;

    Session(Newcomer newcomer, Questions questions, Consumer<Status> told, BooleanSupplier gone) {
      this.newcomer = newcomer;
      this.trial = newcomer.quiz().orElseThrow();
      this.purse = new QuizPurse(newcomer, questions, dispatcher, store, meters);
      this.told = told;
      this.gone = gone;
      this.routers = newcomer.routers().stream().flatMap(name -> catalog.router(name).stream()).toList();
    }

    Result result() {
      try {
        ask();
        if (answers.isEmpty()) {
          notes.add("no answer was graded");
          return new Result(status(Phase.FAILED, List.of()));
        }
        List<String> serving = routers.stream().filter(this::isWorthwhile).map(router -> router.spec().name()).toList();
        routers.stream().map(router -> router.spec().name()).filter(name -> !serving.contains(name)).forEach(
            name -> notes
                .add("router " + name + " would choose it for none of the quiz's prompts, even if it is as good as"
                    + " the upper end of its 90 % interval"));
        return new Result(status(serving.isEmpty() ? Phase.KEPT_OUT : Phase.IN_SERVICE, serving));
      } catch (StoreUnavailable e) {
        notes.add(e.reason());
        return new Result(status(Phase.FAILED, List.of()));
      } catch (RuntimeException e) {
        notes.add("the quiz failed inside the gateway: " + e);
        return new Result(status(Phase.FAILED, List.of()));
      }
    }

    private Status status(Phase phase, List<String> serving) {
      return new Status(phase, asked.size() - unfit, answers.size(),
          answers.stream().mapToDouble(Answered::score).average().orElse(0),
          purse.spent(), serving, List.copyOf(notes));
    }

    private void ask() {
      Optional<Examiner> examiner = trial.selection() == Selection.ADAPTIVE
          ? routers.stream().flatMap(router -> router.state().policy().examiner().stream()).findFirst()
          : Optional.empty();
      List<FeatureVector> pool = examiner.isPresent() ? pool() : List.of();
      Optional<Quiz> quiz = examiner.map(e -> e.quiz(pool));
      int failures = 0;
      while (answers.size() < trial.ask() && asked.size() < trial.items().size() && failures < MOST_FAILURES
          && !gone.getAsBoolean()) {
        int next = examiner.map(e -> e.next(quiz.orElseThrow(), answers, asked)).orElseGet(this::inOrder);
        Grader.Item item = trial.items().get(next);
        if (!dispatcher.isFit(newcomer.model(), item.prompt())) {
          asked.add(next);
          unfit++;
          continue;
        }
        long mostTokens = mostTokens(item);
        Money most = purse.most(newcomer.model(), item.prompt(), mostTokens)
            .plus(trial.grader().most(item, mostTokens, purse));
        if (purse.isBeyond(most)) {
          notes.add("stopped at its limit of " + newcomer.limit().orElseThrow() + " after " + answers.size()
              + " prompts: the next may cost " + most + ", and " + purse.left().orElseThrow() + " is left");
          break;
        }
        asked.add(next);
        failures = isGraded(item, features(next)) ? 0 : failures + 1;
        told.accept(status(Phase.QUIZZED, List.of()));
      }
      if (unfit > 0) {
        notes.add(unfit + " of the quiz's prompts do not fit its context window and were not asked");
      }
      if (failures == MOST_FAILURES) {
        notes.add("stopped after " + MOST_FAILURES + " failures in a row");
      }
      if (newcomer.limit().filter(purse.spent()::isAbove).isPresent()) {
        notes.add(
            "went beyond its limit: an upstream billed more than the tokens that were allowed, or at a price that it had"
                + " not told before");
      }
      if (purse.untold().isAbove(Money.ZERO)) {
        notes.add("for some of its questions nobody said what was billed: up to " + purse.untold()
            + " beyond its cost, which was kept back from its limit");
      }
    }

    private FeatureVector features(int prompt) {
      return features.computeIfAbsent(prompt, i -> dispatcher.features(trial.items().get(i).prompt()));
    }

    /// Features of all prompts, of as many as there was time for if the newcomer leaves meanwhile.
    private List<FeatureVector> pool() {
      return IntStream.range(0, trial.items().size()).takeWhile(_ -> !gone.getAsBoolean()).mapToObj(this::features)
          .toList();
    }

    /// Of an answer to a prompt that it fits: what it writes and what its context window has room for at most.
    private long mostTokens(Grader.Item item) {
      long room = newcomer.model().contextWindow().orElse(Long.MAX_VALUE) - Questions.tokens(item.prompt());
      return Math.min(Math.min(trial.mostTokens(), newcomer.model().maxOutputTokens().orElse(Long.MAX_VALUE)), room);
    }

    private int inOrder() {
      int next = 0;
      while (asked.contains(next)) {
        next++;
      }
      return next;
    }

    private boolean isGraded(Grader.Item item, FeatureVector features) {
      LoggedDecision log = dispatcher.quizzed(routers, newcomer.model(), features, item.prompt());
      try {
        String answer = purse.ask(log, newcomer.model(), item.prompt(), mostTokens(item));
        double quality = trial.grader().grade(item, answer, purse);
        store.judge(log.id(),
            new Feedback(Feedback.QUALITY, Dispatcher.QUIZ, Optional.empty(), quality, clock.instant()));
        answers.add(new Answered(features, quality));
        return true;
      } catch (Questions.Unanswered | Grader.Ungraded e) {
        String reason = String.valueOf(e.getMessage());
        if (!notes.contains(reason)) {
          notes.add(reason);
        }
        return false;
      }
    }

    /// Whether there is a prompt of the quiz at which a router, at its own cost weight, would choose the newcomer if it were as
    /// good as the upper end of its interval.
    private boolean isWorthwhile(Router router) {
      return asked.stream().filter(prompt -> dispatcher.isFit(newcomer.model(), trial.items().get(prompt).prompt()))
          .anyMatch(prompt -> {
            Decision decision = dispatcher.appraised(router, newcomer.model(), features(prompt),
                trial.items().get(prompt).prompt());
            Appraisal own = decision.appraisal(newcomer.model().arm());
            double most = own.score() + (1 - costWeight(router))
                * (own.quality().high() - Math.clamp(own.quality().mean(), 0, 1));
            return decision.appraisals().stream().filter(a -> !a.equals(own)).allMatch(a -> a.score() <= most);
          });
    }

    /// What cost weighs in the scores of a router that is asked for nothing else.
    private static double costWeight(Router router) {
      return router.state().policy().acting(new Preference(router.spec().costWeight(), new Money(1))).costWeight();
    }
  }
}
