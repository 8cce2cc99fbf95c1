package dev.pointsman.gateway;

import dev.pointsman.gateway.Questions.Answered;
import dev.pointsman.gateway.Questions.Outcome;
import dev.pointsman.gateway.Questions.Unanswered;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.Price;
import dev.pointsman.gateway.store.Attempt;
import dev.pointsman.gateway.store.CallEnd;
import dev.pointsman.gateway.store.LoggedDecision;
import dev.pointsman.gateway.store.Store;
import dev.pointsman.gateway.store.StoreUnavailable;
import dev.pointsman.routing.Money;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A quiz's money. What a question may cost is kept back before it is asked; what it did cost goes on record once, so that log,
/// metrics and what is told of the quiz say the same. Of one thread.
final class QuizPurse implements Grader.Purse {
  private final Newcomer newcomer;
  private final Questions questions;
  private final Dispatcher dispatcher;
  private final Store store;
  private final Meters meters;
  /// The dearest answer so far of a model whose price is only told afterwards.
  private final Map<String, Money> dearest = new HashMap<>();
  private Money spent = Money.ZERO;
  private Money untold = Money.ZERO;

  QuizPurse(Newcomer newcomer, Questions questions, Dispatcher dispatcher, Store store, Meters meters) {
    this.newcomer = newcomer;
    this.questions = questions;
    this.dispatcher = dispatcher;
    this.store = store;
    this.meters = meters;
  }

  /// What was paid.
  Money spent() {
    return spent;
  }

  /// What stays kept back because nobody said what was billed.
  Money untold() {
    return untold;
  }

  /// What is left, as far as there is a limit; nothing where more was billed than was allowed.
  Optional<Money> left() {
    return balance().map(left -> Money.ZERO.isAbove(left) ? Money.ZERO : left);
  }

  private Optional<Money> balance() {
    return newcomer.limit().map(limit -> limit.minus(spent).minus(untold));
  }

  /// Whether so much may be beyond the limit.
  boolean isBeyond(Money most) {
    return balance().map(most::isAbove).orElse(false);
  }

  @Override
  public Money most(Model model, String prompt, long mostTokens) {
    return model.price() instanceof Price.Reported
        ? dearest.getOrDefault(model.name(), Money.ZERO)
        : Questions.most(model, prompt, mostTokens);
  }

  @Override
  public String ask(Model judge, String prompt, long mostTokens) throws Grader.Ungraded {
    Money most = most(judge, prompt, mostTokens);
    if (isBeyond(most)) {
      throw new Grader.Ungraded("judging an answer may cost " + most + ", which is more than the "
          + left().orElse(Money.ZERO) + " that is left of the limit");
    }
    try {
      return ask(dispatcher.judging(judge, newcomer.model(), prompt), judge, prompt, mostTokens);
    } catch (Unanswered e) {
      throw new Grader.Ungraded("the judge " + e.getMessage());
    }
  }

  /// A model's answer; the question is on record before it is asked.
  ///
  /// @throws StoreUnavailable if it can't be, and then nobody is asked, or if its end can't be
  String ask(LoggedDecision log, Model model, String prompt, long mostTokens) throws Unanswered {
    store.trouble().ifPresent(trouble -> {
      throw new StoreUnavailable(trouble);
    });
    store.begin(log);
    try {
      Answered answered = questions.ask(model, prompt, mostTokens);
      settle(log, model, answered.outcome());
      return answered.text();
    } catch (Unanswered e) {
      settle(log.servedBy(Optional.empty()), model, e.outcome());
      throw e;
    }
  }

  private void settle(LoggedDecision log, Model model, Outcome outcome) {
    spent = spent.plus(outcome.cost());
    untold = untold.plus(outcome.untold());
    dearest.merge(model.name(), outcome.cost(), (a, b) -> a.isAbove(b) ? a : b);
    meters.attempt(model.name(), outcome.status(), outcome.latency().toNanos());
    meters.served(model.name(), outcome.usage(), outcome.cost());
    store.end(log, new CallEnd(log.served().isPresent() ? CallEnd.OK : "failed",
        List.of(new Attempt(model.name(), outcome.status(), outcome.cost(), outcome.latency())), outcome.usage(),
        outcome.cost(), outcome.latency()));
  }
}
