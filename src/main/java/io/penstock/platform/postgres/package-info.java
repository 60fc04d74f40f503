/**
 * PostgreSQL over R2DBC: connections, migrations, and group commit.
 *
 * <p>Promises: every connection, statement, lock and transaction has a limit; a caller who goes
 * away never leaves a transaction half done; results are bounded lists, never open cursors; the
 * schema is migrated before the first statement.
 *
 * <p>Decision: each database is named and has connections of its own ({@code
 * penstock.postgres.<name>.*}), so Spring Boot's single {@code ConnectionFactory}, {@code
 * DataSource} and Flyway are switched off here. The price is some wiring; the gain is that market
 * history and money can live apart, and that a database which is away stops only its users.
 */
@NullMarked
package io.penstock.platform.postgres;

import org.jspecify.annotations.NullMarked;
