/// The gateway's own language: models, routers, and a request's way from parse to memory. It speaks of prompts with
/// needs, not of any wire format; only `gateway.openai` knows OpenAI's field names and only `gateway.http` the server.
@NullMarked
package dev.pointsman.gateway;

import org.jspecify.annotations.NullMarked;
