/// Upstream models and how to call them: one call, its deadlines, its failures. Bytes in, bytes out; what they mean is
/// `gateway.openai`'s business.
@NullMarked
package dev.pointsman.gateway.provider;

import org.jspecify.annotations.NullMarked;
