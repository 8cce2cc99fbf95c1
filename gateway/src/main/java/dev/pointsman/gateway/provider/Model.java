package dev.pointsman.gateway.provider;

import dev.pointsman.identity.KnownModel;
import dev.pointsman.routing.Arm;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A model that the gateway can call.
///
/// @param name what users see
/// @param provider the dialect; `openai` is any OpenAI-compatible server
/// @param baseUrl ends in `/v1` or whatever stands before `/chat/completions`, without a final slash
/// @param apiKey sent as a bearer token
/// @param upstreamModel the upstream's name for it
/// @param contextWindow the most tokens, input and output together
/// @param maxOutputTokens the most tokens of an answer
/// @param identity the known model that it is said to be
public record Model(String name, String provider, URI baseUrl, Optional<Secret> apiKey, String upstreamModel,
    Price price, OptionalLong contextWindow, OptionalLong maxOutputTokens, Set<Capability> capabilities,
    Timeouts timeouts, Optional<KnownModel> identity) {
  /// A model that is not said to be a known one.
  public Model(String name, String provider, URI baseUrl, Optional<Secret> apiKey, String upstreamModel, Price price,
      OptionalLong contextWindow, OptionalLong maxOutputTokens, Set<Capability> capabilities, Timeouts timeouts) {
    this(name, provider, baseUrl, apiKey, upstreamModel, price, contextWindow, maxOutputTokens, capabilities, timeouts,
        Optional.empty());
  }

  /// The arm that this model is: what is called, not what it is named.
  public Arm arm() {
    return new Arm(provider + "|" + baseUrl + "|" + upstreamModel);
  }

  /// What the model's upstream said, without the key in it.
  public String withoutKey(String said) {
    return apiKey.map(key -> key.hiddenIn(said)).orElse(said);
  }
}
