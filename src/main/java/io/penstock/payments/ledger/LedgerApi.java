package io.penstock.payments.ledger;

import io.penstock.payments.ledger.LedgerShapes.AccountBody;
import io.penstock.payments.ledger.LedgerShapes.BalanceBody;
import io.penstock.payments.ledger.LedgerShapes.EntriesBody;
import io.penstock.payments.ledger.LedgerShapes.JournalBody;
import io.penstock.payments.ledger.LedgerShapes.ProofBody;
import io.penstock.payments.ledger.LedgerShapes.TransactionsBody;
import io.penstock.payments.merchants.Caller;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** A merchant's books: its own accounts, those of its connected accounts, and what moved them. */
@RestController
@ConditionalOnRole(Role.PAYMENTS)
@RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Ledger", description = "Balances, and why they are what they are.")
final class LedgerApi {

  static final String LIMIT = "Of a page, 25 unless said otherwise.";
  static final String CURSOR = "The `nextCursor` of the page before.";
  static final String FROM = "Posted at or after this: ISO 8601, or a date, which is midnight UTC.";
  static final String TO = "Posted before this.";
  static final String PROOF =
      """
      Recomputes the seals over journals, sums debits and credits of each, follows each account entry by entry, and \
      compares balances with entries. A request looks at some thousand journals; `nextCursor` goes on. What was posted \
      in the last seconds may not be sealed yet, and `unsealed` says how much that is.\
      """;

  private final Ledger ledger;
  private final Proofs proofs;

  LedgerApi(Ledger ledger, Proofs proofs) {
    this.ledger = ledger;
    this.proofs = proofs;
  }

  /** Shape: one account, or an error of {@link LedgerProblem}. */
  @GetMapping("/ledger/accounts/{id}")
  @Operation(operationId = "readLedgerAccount", summary = "One account and its balance")
  @LedgerProblem.Answers({LedgerProblem.NOT_FOUND, LedgerProblem.UNAVAILABLE})
  Mono<AccountBody> account(
      @PathVariable String id, @Parameter(hidden = true) ServerWebExchange exchange) {
    return Mono.defer(() -> ledger.balance(own(id, Caller.of(exchange))))
        .switchIfEmpty(Mono.error(() -> LedgerProblem.notFound("account " + printable(id))))
        .map(AccountBody::of)
        .onErrorMap(LedgerProblem::told);
  }

  /** Shape: one page, or an error of {@link LedgerProblem}. */
  @GetMapping("/ledger/accounts/{id}/entries")
  @Operation(
      operationId = "listLedgerEntries",
      summary = "An account's statement, the newest entry first",
      description = "Each entry carries the balance that it made.")
  @LedgerProblem.Answers({
    LedgerProblem.INVALID_REQUEST,
    LedgerProblem.NOT_FOUND,
    LedgerProblem.UNAVAILABLE
  })
  Mono<EntriesBody> entries(
      @PathVariable String id,
      @Parameter(
              description = LIMIT,
              schema = @Schema(type = "integer", minimum = "1", maximum = "100"))
          @RequestParam(required = false)
          @Nullable Integer limit,
      @Parameter(description = CURSOR) @RequestParam(required = false) @Nullable String cursor,
      @Parameter(description = FROM) @RequestParam(required = false) @Nullable String from,
      @Parameter(description = TO) @RequestParam(required = false) @Nullable String to,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    return Mono.defer(() ->
            ledger.statement(
                own(id, Caller.of(exchange)),
                LedgerParameters.from(from),
                LedgerParameters.before(cursor, to),
                LedgerParameters.limit(limit)))
        .map(EntriesBody::of)
        .onErrorMap(LedgerProblem::told);
  }

  /** Shape: one journal, or an error of {@link LedgerProblem}. */
  @GetMapping("/ledger/journals/{id}")
  @Operation(
      operationId = "readLedgerJournal",
      summary = "One event, with all its entries",
      description = "One that moved money of yours. It is shown whole, with our side of it.")
  @LedgerProblem.Answers({LedgerProblem.NOT_FOUND, LedgerProblem.UNAVAILABLE})
  Mono<JournalBody> journal(
      @PathVariable String id, @Parameter(hidden = true) ServerWebExchange exchange) {
    return Mono.defer(
            () -> {
              Caller caller = Caller.of(exchange);
              return ledger
                  .journal(tenant(caller), id)
                  .filter(journal ->
                      journal.lines().stream()
                          .anyMatch(line -> isOwn(line.entry().account(), caller)));
            })
        .switchIfEmpty(Mono.error(() -> LedgerProblem.notFound("journal " + printable(id))))
        .map(JournalBody::of)
        .onErrorMap(LedgerProblem::told);
  }

  /** Shape: one answer, or an error of {@link LedgerProblem}. */
  @GetMapping("/balance")
  @Operation(
      operationId = "readBalance",
      summary = "What you have, by currency",
      description = "Of the connected account, where the request names one.")
  @LedgerProblem.Answers(LedgerProblem.UNAVAILABLE)
  Mono<BalanceBody> balance(@Parameter(hidden = true) ServerWebExchange exchange) {
    return Mono.defer(
            () -> {
              Owner owner = owner(Caller.of(exchange));
              return ledger.balances(owner).map(balances -> BalanceBody.of(owner, balances));
            })
        .onErrorMap(LedgerProblem::told);
  }

  /** Shape: one page, or an error of {@link LedgerProblem}. */
  @GetMapping("/balance-transactions")
  @Operation(
      operationId = "listBalanceTransactions",
      summary = "What moved your money, the newest first",
      description = "A move from pending to available is none.")
  @LedgerProblem.Answers({LedgerProblem.INVALID_REQUEST, LedgerProblem.UNAVAILABLE})
  Mono<TransactionsBody> transactions(
      @Parameter(
              description = LIMIT,
              schema = @Schema(type = "integer", minimum = "1", maximum = "100"))
          @RequestParam(required = false)
          @Nullable Integer limit,
      @Parameter(description = CURSOR) @RequestParam(required = false) @Nullable String cursor,
      @Parameter(description = FROM) @RequestParam(required = false) @Nullable String from,
      @Parameter(description = TO) @RequestParam(required = false) @Nullable String to,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    return Mono.defer(() ->
            ledger.transactions(
                owner(Caller.of(exchange)),
                LedgerParameters.from(from),
                LedgerParameters.before(cursor, to),
                LedgerParameters.limit(limit)))
        .map(TransactionsBody::of)
        .onErrorMap(LedgerProblem::told);
  }

  /** Shape: one proof, or an error of {@link LedgerProblem}. */
  @GetMapping("/ledger/proof")
  @Operation(operationId = "proveLedger", summary = "Were your books changed?", description = PROOF)
  @LedgerProblem.Answers({
    LedgerProblem.INVALID_REQUEST,
    LedgerProblem.OVERLOADED,
    LedgerProblem.UNAVAILABLE
  })
  Mono<ProofBody> proof(
      @Parameter(description = CURSOR) @RequestParam(required = false) @Nullable String cursor,
      @Parameter(hidden = true) ServerWebExchange exchange) {
    return Mono.defer(
            () -> proofs.prove(tenant(Caller.of(exchange)), LedgerParameters.proof(cursor)))
        .map(ProofBody::of)
        .onErrorMap(LedgerProblem::told);
  }

  /** What is not the caller's is not there. */
  private static Account own(String id, Caller caller) {
    return Account.ofId(tenant(caller), id)
        .filter(account -> isOwn(account, caller))
        .orElseThrow(() -> LedgerProblem.notFound("account " + printable(id)));
  }

  /** A merchant's, its connected accounts', or only those of the one that it acts for. */
  private static boolean isOwn(Account account, Caller caller) {
    return !account.owner().isHouse()
        && (caller.account() == null || account.owner().id().equals(caller.account()));
  }

  private static Tenant tenant(Caller caller) {
    return new Tenant(caller.merchantId(), caller.mode());
  }

  private static Owner owner(Caller caller) {
    return caller.account() == null
        ? Owner.merchant(tenant(caller))
        : Owner.connected(tenant(caller), caller.account());
  }

  static String printable(String id) {
    String safe = id.replaceAll("[^A-Za-z0-9_.-]", "?");
    return safe.length() <= 100 ? safe : safe.substring(0, 100) + "…";
  }
}
