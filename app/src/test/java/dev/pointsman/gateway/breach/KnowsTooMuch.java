package dev.pointsman.gateway.breach;

import dev.pointsman.lab.breach.CallsTheGateway;
import io.helidon.webclient.api.WebClient;
import io.helidon.webserver.WebServer;
import tools.jackson.databind.json.JsonMapper;

/// A gateway that knows the lab, the server, the client, JSON and the environment.
final class KnowsTooMuch {
  String all(CallsTheGateway lab, WebServer server, WebClient client, JsonMapper json) {
    return lab.hashCode() + "" + server + client + json + System.getenv("HOME");
  }
}
