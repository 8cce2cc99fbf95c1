/// Deciding and learning. Knowledge (what arms are good at, what they cost) is apart from choice (what to do about it):
/// [LinearArms] and [CostModel] know, [ChoiceRule]s choose, and a policy joins one of each. No clock and no chance but
/// what is passed in; nothing here knows of ledgers, files or networks.
@NullMarked
package dev.pointsman.policy;

import org.jspecify.annotations.NullMarked;
