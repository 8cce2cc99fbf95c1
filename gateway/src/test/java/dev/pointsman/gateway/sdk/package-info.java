/// OpenAI's own SDKs, unmodified, against the gateway: `openai-java` in this JVM and `openai` for Node.js as a child
/// process. What they ask goes to a model that does as it is told, so that both check the same things.
@NullMarked
package dev.pointsman.gateway.sdk;

import org.jspecify.annotations.NullMarked;
