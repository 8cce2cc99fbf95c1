package dev.pointsman.gateway.sdk;

import dev.pointsman.gateway.FakeUpstream;
import dev.pointsman.gateway.Router;
import dev.pointsman.gateway.TestGateway;
import dev.pointsman.gateway.provider.Capability;
import dev.pointsman.gateway.provider.Model;
import dev.pointsman.gateway.provider.Price;
import dev.pointsman.gateway.provider.Timeouts;
import dev.pointsman.routing.Pricing;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// A gateway for clients to try. The router `auto` chooses between the cheap model `small` and the dear one
/// `house/large`, each an [ObedientModel]; behind the model `down` there is nobody.
final class SdkGateway implements AutoCloseable {
  private static final Timeouts PATIENT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(20),
      Duration.ofSeconds(20));

  private final FakeUpstream small = FakeUpstream.start().always(new ObedientModel());
  private final FakeUpstream large = FakeUpstream.start().always(new ObedientModel());
  private final TestGateway gateway;

  private SdkGateway() {
    FakeUpstream down = FakeUpstream.start();
    down.close();
    List<Model> both = List.of(model("small", small.baseUrl(), "1"), model("house/large", large.baseUrl(), "100"));
    List<Model> all = List.of(both.getFirst(), both.getLast(), model("down", down.baseUrl(), "1"));
    this.gateway = TestGateway.of(all, List.of(new Router.Spec("auto", "frontier", both, 0.3, 1)));
  }

  static SdkGateway start() {
    return new SdkGateway();
  }

  private static Model model(String name, URI url, String price) {
    return new Model(name, "openai", url, Optional.empty(), "upstream-" + name,
        new Price.Listed(Pricing.perMillion(price, price)), OptionalLong.empty(), OptionalLong.empty(),
        Set.of(Capability.values()), PATIENT);
  }

  /// What an SDK takes as its base URL.
  String baseUrl() {
    return gateway.url("/v1").toString();
  }

  /// The upstream of the model `small`.
  FakeUpstream small() {
    return small;
  }

  TestGateway gateway() {
    return gateway;
  }

  @Override
  public void close() {
    gateway.close();
    small.close();
    large.close();
  }
}
