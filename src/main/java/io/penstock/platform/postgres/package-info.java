/** PostgreSQL over R2DBC: connections, migrations, and group commit. */
@NullMarked
package io.penstock.platform.postgres;

import org.jspecify.annotations.NullMarked;
