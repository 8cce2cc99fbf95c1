/// The HTTP server, behind handlers that are functions from a request to a response. The only place that knows the
/// server's classes.
@NullMarked
package dev.pointsman.gateway.http;

import org.jspecify.annotations.NullMarked;
