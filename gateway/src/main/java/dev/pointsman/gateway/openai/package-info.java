/// OpenAI's wire format, and nothing else: reading requests, rewriting answers and chunks byte by byte, spelling errors
/// and lists. Pure functions over bytes.
@NullMarked
package dev.pointsman.gateway.openai;

import org.jspecify.annotations.NullMarked;
