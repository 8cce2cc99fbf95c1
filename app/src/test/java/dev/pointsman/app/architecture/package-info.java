/// The architecture as tests: each rule with its reason, and for each a class that breaks it, to show that it would be
/// caught.
@NullMarked
package dev.pointsman.app.architecture;

import org.jspecify.annotations.NullMarked;
