/// Spending over a stream of requests: what quality a dollar has to buy now. Knows no ledger and no clock.
@NullMarked
package dev.pointsman.budget;

import org.jspecify.annotations.NullMarked;
