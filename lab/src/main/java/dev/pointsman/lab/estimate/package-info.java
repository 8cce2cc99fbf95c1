/// What another policy would have scored and cost on a log: off-policy estimators with their intervals, and the rules
/// by which they refuse. Numbers in, numbers out: files are read in `lab.data`.
@NullMarked
package dev.pointsman.lab.estimate;

import org.jspecify.annotations.NullMarked;
