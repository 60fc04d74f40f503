package io.penstock.payments.intents;

import io.penstock.platform.idempotency.StoredAnswer;
import io.penstock.platform.values.Ids;
import io.penstock.platform.values.Money;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Intents, transactions and events as the API writes them. Pure, but for the ids of events. */
final class IntentJson {

  private final JsonMapper mapper;
  private final Ids ids;

  IntentJson(JsonMapper mapper, Ids ids) {
    this.mapper = mapper;
    this.ids = ids;
  }

  /** The answer to an intent's creation. */
  StoredAnswer created(Intent intent) {
    return new StoredAnswer(201, text(intent(intent)));
  }

  /** The answer to a cancel. */
  StoredAnswer canceled(Intent intent) {
    return new StoredAnswer(200, text(intent(intent)));
  }

  /** The answer to a transaction that is over, whether it succeeded or not. */
  StoredAnswer finished(Intent intent, Transaction transaction) {
    if (transaction.answersIntent()) {
      return canceled(intent);
    }
    return new StoredAnswer(201, text(transaction(intent, transaction)));
  }

  /** The answer to one whose outcome is not known yet; never kept. */
  StoredAnswer unknown(Intent intent, Transaction transaction) {
    return new StoredAnswer(202, text(transaction(intent, transaction)));
  }

  IntentEvent event(
      Intent intent, int line, String type, @Nullable Transaction transaction, Cause cause) {
    Map<String, Object> data = intent(intent);
    if (transaction != null) {
      data.put("transaction", transaction(intent, transaction));
    }
    return new IntentEvent(
        intent.key(),
        intent.version(),
        line,
        ids.next("evt"),
        type,
        text(data),
        cause,
        intent.updatedAt());
  }

  Map<String, Object> event(IntentEvent event) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", event.id());
    shown.put("object", "event");
    shown.put("type", event.type());
    shown.put("createdAt", event.createdAt());
    shown.put("data", mapper.readTree(event.data()));
    return shown;
  }

  Map<String, Object> intent(Intent intent, List<Transaction> transactions) {
    Map<String, Object> shown = intent(intent);
    shown.put(
        "transactions", transactions.stream().map(each -> transaction(intent, each)).toList());
    return shown;
  }

  Map<String, Object> intent(Intent intent) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", intent.key().id());
    shown.put("object", "payment_intent");
    shown.put("mode", intent.key().mode().code());
    shown.put("status", intent.state().code());
    putMoney(shown, intent.amount());
    shown.put("captureMethod", intent.captureMethod().code());
    if (intent.description() != null) {
      shown.put("description", intent.description());
    }
    shown.put("metadata", intent.metadata());
    switch (intent.state()) {
      case IntentState.Authorized held -> putHold(shown, held.hold());
      case IntentState.Processing working -> {
        if (working.hold() != null) {
          putHold(shown, working.hold());
        }
      }
      case IntentState.Succeeded taken -> {
        shown.put("amountCapturedInCents", taken.captured());
        shown.put("amountRefundedInCents", taken.refunded());
      }
      case IntentState.Failed failed -> shown.put("reason", failed.reason());
      case IntentState.Canceled canceled -> shown.put("reason", canceled.reason());
      case IntentState.Created created -> {}
    }
    shown.put("createdAt", intent.createdAt());
    shown.put("updatedAt", intent.updatedAt());
    return shown;
  }

  Map<String, Object> transaction(Intent intent, Transaction transaction) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", transaction.id());
    shown.put("object", "transaction");
    shown.put("paymentIntent", transaction.intent().id());
    shown.put("type", transaction.type().code());
    shown.put("status", transaction.status().code());
    putMoney(shown, transaction.amount());
    if (transaction.reason() != null) {
      shown.put("reason", transaction.reason());
    }
    if (transaction.fee() > 0) {
      shown.put("feeInCents", transaction.fee());
    }
    if (transaction.card() != null) {
      CardSeen card = transaction.card();
      Map<String, Object> seen = new LinkedHashMap<>();
      seen.put("brand", card.brand());
      seen.put("lastFour", card.lastFour());
      shown.put("card", seen);
    }
    shown.put("intentStatus", intent.state().code());
    shown.put("createdAt", transaction.createdAt());
    shown.put("updatedAt", transaction.updatedAt());
    return shown;
  }

  String text(Object shown) {
    return mapper.writeValueAsString(shown);
  }

  Map<String, String> metadata(String json) {
    return mapper.readerForMapOf(String.class).readValue(json);
  }

  private static void putHold(Map<String, Object> shown, Hold hold) {
    shown.put("amountCapturableInCents", hold.amount());
    shown.put("capturableUntil", hold.expiresAt());
  }

  private static void putMoney(Map<String, Object> shown, Money money) {
    shown.put("amountInCents", money.minor());
    shown.put("currency", money.currency().getCurrencyCode().toLowerCase(Locale.ROOT));
  }
}
