/// Training: batch jobs that make files which `core` and `encoder` can use with plain Java.
@NullMarked
package dev.pointsman.lab.train;

import org.jspecify.annotations.NullMarked;
