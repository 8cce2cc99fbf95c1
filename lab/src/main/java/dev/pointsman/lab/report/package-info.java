/// What came of evaluations: operating points, curves over them, and how they are told. Reads no policy and no table.
@NullMarked
package dev.pointsman.lab.report;

import org.jspecify.annotations.NullMarked;
