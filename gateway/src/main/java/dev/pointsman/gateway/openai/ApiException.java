package dev.pointsman.gateway.openai;

import org.jspecify.annotations.Nullable;

/// A request that is refused while it is read; caught once, in the filter that spells errors.
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient OpenAiError error;

  ApiException(OpenAiError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  static ApiException badRequest(String message, @Nullable String param) {
    return new ApiException(OpenAiError.badRequest(message, param));
  }

  OpenAiError error() {
    return error;
  }
}
