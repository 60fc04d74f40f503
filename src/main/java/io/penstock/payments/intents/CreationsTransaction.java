package io.penstock.payments.intents;

import io.penstock.platform.idempotency.Claim;
import io.penstock.platform.idempotency.Claimed;
import io.penstock.platform.idempotency.Idempotency;
import io.penstock.platform.idempotency.StoredAnswer;
import io.penstock.platform.postgres.Session;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Writes many new intents in one transaction, by one statement a table. What is answered is known
 * beforehand, so it is written with the claim.
 */
final class CreationsTransaction {

  private final Idempotency idempotency;
  private final IntentsTable intents;
  private final EventsTable events;
  private final IntentJson json;

  CreationsTransaction(
      Idempotency idempotency, IntentsTable intents, EventsTable events, IntentJson json) {
    this.idempotency = idempotency;
    this.intents = intents;
    this.events = events;
    this.json = json;
  }

  /** Shape: what to tell of each, in their order. */
  Mono<List<Told>> write(Session session, List<NewIntent> wanted) {
    List<StoredAnswer> answers = wanted.stream().map(each -> json.created(each.intent())).toList();
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Claim claim = wanted.get(i).claim();
      if (claim != null) {
        claims.add(new Claim(claim.key(), claim.holder(), claim.fingerprint(), answers.get(i)));
      }
    }
    return idempotency
        .claim(session, claims)
        .flatMap(claimed -> write(session, wanted, answers, claimed.iterator()));
  }

  private Mono<List<Told>> write(
      Session session,
      List<NewIntent> wanted,
      List<StoredAnswer> answers,
      Iterator<Claimed> claimed) {
    List<Told> told = new ArrayList<>(wanted.size());
    List<NewIntent> taken = new ArrayList<>(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      Claimed claim = wanted.get(i).claim() == null ? new Claimed.Taken() : claimed.next();
      if (claim instanceof Claimed.Taken) {
        taken.add(wanted.get(i));
        told.add(new Told.Answer(answers.get(i), false));
      } else {
        told.add(Intents.told(claim));
      }
    }
    return insert(session, taken).thenReturn(told);
  }

  private Mono<Void> insert(Session session, List<NewIntent> taken) {
    if (taken.isEmpty()) {
      return Mono.empty();
    }
    List<IntentEvent> created =
        taken.stream()
            .map(each -> json.event(each.intent(), 0, "payment_intent.created", null, each.cause()))
            .toList();
    return intents
        .insert(session, taken.stream().map(NewIntent::intent).toList())
        .then(events.insert(session, created));
  }
}
