package dev.pointsman.fleet;

import java.io.Serial;

/// A request that the fleet does not answer, as OpenAI's API would put it.
final class Refusal extends RuntimeException {
  @Serial
  private static final long serialVersionUID = 1;

  private final int status;
  private final String type;
  private final String code;

  private Refusal(int status, String type, String code, String message) {
    super(message, null, false, false);
    this.status = status;
    this.type = type;
    this.code = code;
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, "invalid_request_error", "invalid_request", message);
  }

  static Refusal unknownModel(String model) {
    return new Refusal(404, "invalid_request_error", "model_not_found",
        "The simulated fleet has no model '" + model + "'.");
  }

  static Refusal unknownPath(String path) {
    return new Refusal(404, "invalid_request_error", "not_found", "The simulated fleet has no " + path
        + "; it serves POST /v1/chat/completions and GET /v1/models.");
  }

  static Refusal cannotServe(String model) {
    return new Refusal(503, "server_error", "model_unavailable",
        "The simulated model '" + model + "' cannot serve this prompt.");
  }

  int status() {
    return status;
  }

  String type() {
    return type;
  }

  String code() {
    return code;
  }

  String message() {
    return String.valueOf(getMessage());
  }
}
