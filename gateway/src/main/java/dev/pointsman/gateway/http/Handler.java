package dev.pointsman.gateway.http;

/// Answers requests. A handler is a function, a filter is a function around it.
@FunctionalInterface
public interface Handler {
  Response handle(Request request);

  /// This handler with a filter around it.
  default Handler behind(Filter filter) {
    return request -> filter.apply(request, this);
  }

  /// What happens around a handler.
  @FunctionalInterface
  interface Filter {
    Response apply(Request request, Handler next);
  }
}
