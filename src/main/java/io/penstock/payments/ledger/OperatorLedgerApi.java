package io.penstock.payments.ledger;

import io.penstock.payments.ledger.LedgerShapes.AccountBody;
import io.penstock.payments.ledger.LedgerShapes.BalanceBody;
import io.penstock.payments.ledger.LedgerShapes.EntriesBody;
import io.penstock.payments.ledger.LedgerShapes.JournalBody;
import io.penstock.payments.ledger.LedgerShapes.ProofBody;
import io.penstock.payments.ledger.LedgerShapes.TransactionsBody;
import io.penstock.payments.ledger.LedgerShapes.TrialBody;
import io.penstock.platform.roles.ConditionalOnRole;
import io.penstock.platform.roles.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** All tenants' books for operators, the house's accounts among them. */
@RestController
@ConditionalOnRole(Role.PAYMENTS)
@RequestMapping(path = "/operator/ledger", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Ledger for operators", description = "Everybody's books.")
@SecurityRequirement(name = "operator")
final class OperatorLedgerApi {

  private static final String MERCHANT = "Whose books.";
  private static final String MODE = "`live` unless said otherwise.";
  private static final String OWNER = "A connected account, or `house`; the merchant unless said.";

  private final Ledger ledger;
  private final Proofs proofs;

  OperatorLedgerApi(Ledger ledger, Proofs proofs) {
    this.ledger = ledger;
    this.proofs = proofs;
  }

  /** Shape: the accounts that have entries, or an error of {@link LedgerProblem}. */
  @GetMapping("/accounts")
  @Operation(operationId = "operatorListLedgerAccounts", summary = "An owner's accounts")
  @LedgerProblem.Answers({LedgerProblem.INVALID_REQUEST, LedgerProblem.UNAVAILABLE})
  Mono<List<AccountBody>> accounts(
      @Parameter(description = MERCHANT) @RequestParam(required = false) @Nullable String merchant,
      @Parameter(description = MODE, schema = @Schema(allowableValues = {"live", "test"}))
          @RequestParam(required = false)
          @Nullable String mode,
      @Parameter(description = OWNER) @RequestParam(required = false) @Nullable String owner) {
    return Mono.defer(() ->
            ledger.balances(LedgerParameters.owner(LedgerParameters.tenant(merchant, mode), owner)))
        .map(balances -> balances.stream().map(AccountBody::of).toList())
        .onErrorMap(LedgerProblem::told);
  }

  /** Shape: one account, or an error of {@link LedgerProblem}. */
  @GetMapping("/accounts/{id}")
  @Operation(operationId = "operatorReadLedgerAccount", summary = "One account and its balance")
  @LedgerProblem.Answers({
    LedgerProblem.INVALID_REQUEST,
    LedgerProblem.NOT_FOUND,
    LedgerProblem.UNAVAILABLE
  })
  Mono<AccountBody> account(
      @PathVariable String id,
      @Parameter(description = MERCHANT) @RequestParam(required = false) @Nullable String merchant,
      @Parameter(description = MODE, schema = @Schema(allowableValues = {"live", "test"}))
          @RequestParam(required = false)
          @Nullable String mode) {
    return Mono.defer(() -> ledger.balance(account(id, LedgerParameters.tenant(merchant, mode))))
        .switchIfEmpty(
            Mono.error(() -> LedgerProblem.notFound("account " + LedgerApi.printable(id))))
        .map(AccountBody::of)
        .onErrorMap(LedgerProblem::told);
  }

  /** Shape: one page, or an error of {@link LedgerProblem}. */
  @GetMapping("/accounts/{id}/entries")
  @Operation(
      operationId = "operatorListLedgerEntries",
      summary = "An account's statement, the newest entry first")
  @LedgerProblem.Answers({
    LedgerProblem.INVALID_REQUEST,
    LedgerProblem.NOT_FOUND,
    LedgerProblem.UNAVAILABLE
  })
  Mono<EntriesBody> entries(
      @PathVariable String id,
      @Parameter(description = MERCHANT) @RequestParam(required = false) @Nullable String merchant,
      @Parameter(description = MODE, schema = @Schema(allowableValues = {"live", "test"}))
          @RequestParam(required = false)
          @Nullable String mode,
      @Parameter(
              description = LedgerApi.LIMIT,
              schema = @Schema(type = "integer", minimum = "1", maximum = "100"))
          @RequestParam(required = false)
          @Nullable Integer limit,
      @Parameter(description = LedgerApi.CURSOR) @RequestParam(required = false)
          @Nullable String cursor,
      @Parameter(description = LedgerApi.FROM) @RequestParam(required = false)
          @Nullable String from,
      @Parameter(description = LedgerApi.TO) @RequestParam(required = false) @Nullable String to) {
    return Mono.defer(() ->
            ledger.statement(
                account(id, LedgerParameters.tenant(merchant, mode)),
                LedgerParameters.from(from),
                LedgerParameters.before(cursor, to),
                LedgerParameters.limit(limit)))
        .map(EntriesBody::of)
        .onErrorMap(LedgerProblem::told);
  }

  /** Shape: one journal, or an error of {@link LedgerProblem}. */
  @GetMapping("/journals/{id}")
  @Operation(operationId = "operatorReadLedgerJournal", summary = "One event, with its entries")
  @LedgerProblem.Answers({
    LedgerProblem.INVALID_REQUEST,
    LedgerProblem.NOT_FOUND,
    LedgerProblem.UNAVAILABLE
  })
  Mono<JournalBody> journal(
      @PathVariable String id,
      @Parameter(description = MERCHANT) @RequestParam(required = false) @Nullable String merchant,
      @Parameter(description = MODE, schema = @Schema(allowableValues = {"live", "test"}))
          @RequestParam(required = false)
          @Nullable String mode) {
    return Mono.defer(() -> ledger.journal(LedgerParameters.tenant(merchant, mode), id))
        .switchIfEmpty(
            Mono.error(() -> LedgerProblem.notFound("journal " + LedgerApi.printable(id))))
        .map(JournalBody::of)
        .onErrorMap(LedgerProblem::told);
  }

  /** Shape: one answer, or an error of {@link LedgerProblem}. */
  @GetMapping("/balance")
  @Operation(operationId = "operatorReadBalance", summary = "What an owner has, by currency")
  @LedgerProblem.Answers({LedgerProblem.INVALID_REQUEST, LedgerProblem.UNAVAILABLE})
  Mono<BalanceBody> balance(
      @Parameter(description = MERCHANT) @RequestParam(required = false) @Nullable String merchant,
      @Parameter(description = MODE, schema = @Schema(allowableValues = {"live", "test"}))
          @RequestParam(required = false)
          @Nullable String mode,
      @Parameter(description = OWNER) @RequestParam(required = false) @Nullable String owner) {
    return Mono.defer(
            () -> {
              Owner whose = LedgerParameters.owner(LedgerParameters.tenant(merchant, mode), owner);
              return ledger.balances(whose).map(balances -> BalanceBody.of(whose, balances));
            })
        .onErrorMap(LedgerProblem::told);
  }

  /** Shape: one page, or an error of {@link LedgerProblem}. */
  @GetMapping("/balance-transactions")
  @Operation(
      operationId = "operatorListBalanceTransactions",
      summary = "What moved an owner's money, the newest first")
  @LedgerProblem.Answers({LedgerProblem.INVALID_REQUEST, LedgerProblem.UNAVAILABLE})
  Mono<TransactionsBody> transactions(
      @Parameter(description = MERCHANT) @RequestParam(required = false) @Nullable String merchant,
      @Parameter(description = MODE, schema = @Schema(allowableValues = {"live", "test"}))
          @RequestParam(required = false)
          @Nullable String mode,
      @Parameter(description = OWNER) @RequestParam(required = false) @Nullable String owner,
      @Parameter(
              description = LedgerApi.LIMIT,
              schema = @Schema(type = "integer", minimum = "1", maximum = "100"))
          @RequestParam(required = false)
          @Nullable Integer limit,
      @Parameter(description = LedgerApi.CURSOR) @RequestParam(required = false)
          @Nullable String cursor,
      @Parameter(description = LedgerApi.FROM) @RequestParam(required = false)
          @Nullable String from,
      @Parameter(description = LedgerApi.TO) @RequestParam(required = false) @Nullable String to) {
    return Mono.defer(() ->
            ledger.transactions(
                LedgerParameters.owner(LedgerParameters.tenant(merchant, mode), owner),
                LedgerParameters.from(from),
                LedgerParameters.before(cursor, to),
                LedgerParameters.limit(limit)))
        .map(TransactionsBody::of)
        .onErrorMap(LedgerProblem::told);
  }

  /** Shape: one line for each currency, or an error of {@link LedgerProblem}. */
  @GetMapping("/trial-balance")
  @Operation(
      operationId = "operatorReadTrialBalance",
      summary = "All accounts of a merchant's books together, by currency")
  @LedgerProblem.Answers({LedgerProblem.INVALID_REQUEST, LedgerProblem.UNAVAILABLE})
  Mono<List<TrialBody>> trialBalance(
      @Parameter(description = MERCHANT) @RequestParam(required = false) @Nullable String merchant,
      @Parameter(description = MODE, schema = @Schema(allowableValues = {"live", "test"}))
          @RequestParam(required = false)
          @Nullable String mode) {
    return Mono.defer(() -> ledger.trialBalance(LedgerParameters.tenant(merchant, mode)))
        .map(currencies -> currencies.stream().map(TrialBody::of).toList())
        .onErrorMap(LedgerProblem::told);
  }

  /** Shape: one proof, or an error of {@link LedgerProblem}. */
  @GetMapping("/proof")
  @Operation(
      operationId = "operatorProveLedger",
      summary = "Were the books changed?",
      description = LedgerApi.PROOF + " Everybody's books, unless a merchant is named.")
  @LedgerProblem.Answers({
    LedgerProblem.INVALID_REQUEST,
    LedgerProblem.OVERLOADED,
    LedgerProblem.UNAVAILABLE
  })
  Mono<ProofBody> proof(
      @Parameter(description = MERCHANT) @RequestParam(required = false) @Nullable String merchant,
      @Parameter(description = MODE, schema = @Schema(allowableValues = {"live", "test"}))
          @RequestParam(required = false)
          @Nullable String mode,
      @Parameter(description = LedgerApi.CURSOR) @RequestParam(required = false)
          @Nullable String cursor) {
    return Mono.defer(() ->
            proofs.prove(
                merchant == null ? null : LedgerParameters.tenant(merchant, mode),
                LedgerParameters.proof(cursor)))
        .map(ProofBody::of)
        .onErrorMap(LedgerProblem::told);
  }

  private static Account account(String id, Tenant tenant) {
    return Account.ofId(tenant, id)
        .orElseThrow(() -> LedgerProblem.notFound("account " + LedgerApi.printable(id)));
  }
}
