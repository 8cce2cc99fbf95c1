/// The one loop for learning and deployment, and who plays in it.
@NullMarked
package dev.pointsman.lab.run;

import org.jspecify.annotations.NullMarked;
