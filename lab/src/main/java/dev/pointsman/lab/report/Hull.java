package dev.pointsman.lab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/// The upper convex hull of operating points in the plane of cost and quality: what mixes of two points reach at most. It
/// rises from the cheapest point to the best one, and stays there.
public final class Hull {
  private final List<Corner> corners;

  /// A corner of the hull.
  ///
  /// @param cost mean dollars a prompt
  /// @param quality mean
  public record Corner(double cost, double quality) {}

  private Hull(List<Corner> corners) {
    this.corners = corners;
  }

  /// The hull of points.
  ///
  /// @param points at least one
  public static Hull of(List<Corner> points) {
    List<Corner> sorted = points.stream()
        .sorted(Comparator.comparingDouble(Corner::cost)
            .thenComparing(Comparator.comparingDouble(Corner::quality).reversed()))
        .toList();
    List<Corner> corners = new ArrayList<>();
    for (Corner point : sorted) {
      if (!corners.isEmpty() && point.quality <= corners.getLast().quality) {
        continue;
      }
      while (corners.size() >= 2 && isBelow(corners.getLast(), corners.get(corners.size() - 2), point)) {
        corners.removeLast();
      }
      corners.add(point);
    }
    return new Hull(corners);
  }

  private static boolean isBelow(Corner middle, Corner left, Corner right) {
    return (middle.quality - left.quality) * (right.cost - left.cost) <= (right.quality - left.quality)
        * (middle.cost - left.cost);
  }

  /// The corners, by rising cost.
  public List<Corner> corners() {
    return List.copyOf(corners);
  }

  /// The height at a mean cost; empty below the cheapest point.
  public OptionalDouble quality(double cost) {
    if (cost < corners.getFirst().cost) {
      return OptionalDouble.empty();
    }
    for (int i = 1; i < corners.size(); i++) {
      Corner right = corners.get(i);
      if (cost < right.cost) {
        Corner left = corners.get(i - 1);
        return OptionalDouble.of(
            left.quality + (right.quality - left.quality) * (cost - left.cost) / (right.cost - left.cost));
      }
    }
    return OptionalDouble.of(peak());
  }

  /// The least mean cost at which a quality is reached; empty if it never is.
  public OptionalDouble cost(double quality) {
    if (quality <= corners.getFirst().quality) {
      return OptionalDouble.of(corners.getFirst().cost);
    }
    for (int i = 1; i < corners.size(); i++) {
      Corner right = corners.get(i);
      if (quality == right.quality) {
        return OptionalDouble.of(right.cost);
      }
      if (quality < right.quality) {
        Corner left = corners.get(i - 1);
        return OptionalDouble
            .of(left.cost + (right.cost - left.cost) * (quality - left.quality) / (right.quality - left.quality));
      }
    }
    return OptionalDouble.empty();
  }

  /// The highest quality.
  public double peak() {
    return corners.getLast().quality;
  }
}
