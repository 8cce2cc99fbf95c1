package dev.pointsman.lab.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGGraphics2DIOException;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Quality against cost as SVG: the mean of each policy's hulls over seeds, with a 95 % band of that mean, and every model
/// by itself. Both are shares of what the best single model has; dollars where that is free, and plain quality where it has none.
public final class Plot {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 560;
  private static final int STEPS = 40;
  /// Distinguishable with a colour-vision deficiency.
  ///
  /// Source: Okabe and Ito, "Color Universal Design", 2008; and darker shades of the same.
  private static final List<Color> COLOURS = List.of(new Color(0xD55E00), new Color(0x0072B2), new Color(0x009E73),
      new Color(0xCC79A7), new Color(0xE69F00), new Color(0x56B4E9), new Color(0x000000), new Color(0x8C510A),
      new Color(0x5E3C99), new Color(0x4D9221), new Color(0x762A83), new Color(0x01665E), new Color(0x999999),
      new Color(0xB2182B));

  private final Summary summary;
  private final double costUnit;
  private final double qualityUnit;

  public Plot(Summary summary) {
    this.summary = summary;
    Summary.Model best = summary.test().bestSingle();
    this.costUnit = best.cost() > 0 ? best.cost() : 1;
    this.qualityUnit = best.quality() > 0 ? best.quality() : 1;
  }

  /// The quality-cost curves as the text of an SVG file.
  public String curves() {
    System.setProperty("java.awt.headless", "true");
    XYChart chart = chart("Quality against cost: " + summary.test().name());
    double cheapest = summary.points().stream().mapToDouble(Point::cost).filter(cost -> cost > 0).min().orElse(1e-6);
    double dearest = summary.points().stream().mapToDouble(Point::cost).max().orElse(1) / costUnit;
    boolean free = isFree();
    double from = free ? cheapest / 2 : Math.max(1e-4, cheapest / costUnit);
    double to = free ? Math.max(2 * from, dearest) : Math.max(1.05, Math.min(3, dearest));
    models(chart, from, to);
    for (int i = 0; i < summary.curves().size(); i++) {
      policy(chart, summary.curves().get(i).policy(), COLOURS.get(i % COLOURS.size()), from, to);
    }
    return svg(chart);
  }

  private boolean isFree() {
    return !(summary.test().bestSingle().cost() > 0);
  }

  private XYChart chart(String title) {
    boolean hasQuality = summary.test().bestSingle().quality() > 0;
    XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title)
        .xAxisTitle(isFree()
            ? "mean cost, $ a prompt; what is free stands at the left end"
            : "mean cost, as a share of the best single model's")
        .yAxisTitle(hasQuality ? "mean quality, as a share of the best single model's" : "mean quality").build();
    chart.getStyler().setXAxisLogarithmic(true).setXAxisDecimalPattern(isFree() ? "0.#########" : "0.###")
        .setYAxisDecimalPattern("0.00")
        .setPlotGridLinesColor(new Color(0xE5E5E5)).setChartBackgroundColor(Color.WHITE)
        .setLegendPosition(Styler.LegendPosition.OutsideE).setLegendBorderColor(Color.WHITE)
        .setPlotBorderColor(Color.WHITE).setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15))
        .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    return chart;
  }

  private void models(XYChart chart, double from, double to) {
    double least = isFree() ? 0 : from;
    List<Summary.Model> shown = summary.test().models().stream()
        .filter(model -> model.cost() >= least * costUnit && model.cost() <= to * costUnit).toList();
    if (!shown.isEmpty()) {
      XYSeries series = chart.addSeries("single models",
          shown.stream().mapToDouble(model -> Math.max(from, model.cost() / costUnit)).toArray(),
          shown.stream().mapToDouble(model -> model.quality() / qualityUnit).toArray());
      series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
      series.setMarker(SeriesMarkers.DIAMOND);
      series.setMarkerColor(new Color(0x777777));
    }
  }

  private void policy(XYChart chart, String policy, Color colour, double from, double to) {
    List<Hull> hulls = Curves.hulls(summary.points().stream().filter(point -> point.policy().equals(policy)).toList());
    List<Double> at = new ArrayList<>();
    List<Double> mean = new ArrayList<>();
    List<Double> half = new ArrayList<>();
    for (double share : grid(hulls, from, to)) {
      Curves.Spread spread = Curves.Spread.of(hulls, hull -> {
        OptionalDouble quality = hull.quality(share * costUnit);
        return quality.isPresent() ? OptionalDouble.of(quality.getAsDouble() / qualityUnit) : quality;
      });
      if (spread.mean().isPresent()) {
        at.add(share);
        mean.add(spread.mean().getAsDouble());
        half.add(spread.reach());
      }
    }
    if (at.isEmpty()) {
      return;
    }
    if (half.stream().anyMatch(h -> h > 0)) {
      band(chart, policy, colour, at, mean, half);
    }
    XYSeries line = chart.addSeries(policy, at, mean);
    line.setMarker(at.size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    line.setMarkerColor(colour);
    line.setLineColor(colour);
    line.setLineStyle(new BasicStroke(2));
  }

  /// Shares of cost at which the curve is drawn, evenly on a logarithmic scale, from where every seed has a hull.
  private List<Double> grid(List<Hull> hulls, double from, double to) {
    double start = hulls.stream().mapToDouble(hull -> hull.corners().getFirst().cost()).max().orElse(0)
        / costUnit;
    double end = hulls.stream().mapToDouble(hull -> hull.corners().getLast().cost()).max().orElse(0)
        / costUnit;
    double low = Math.max(from, start);
    double high = Math.max(low, Math.min(to, end));
    List<Double> grid = new ArrayList<>();
    int steps = high > low ? STEPS : 0;
    for (int i = 0; i <= steps; i++) {
      grid.add(steps == 0 ? low : low * Math.pow(high / low, i / (double) steps));
    }
    return grid;
  }

  private static void band(XYChart chart, String policy, Color colour, List<Double> at, List<Double> mean,
      List<Double> half) {
    List<Double> xs = new ArrayList<>(at);
    List<Double> ys = new ArrayList<>();
    for (int i = 0; i < at.size(); i++) {
      ys.add(mean.get(i) + half.get(i));
    }
    for (int i = at.size() - 1; i >= 0; i--) {
      xs.add(at.get(i));
      ys.add(mean.get(i) - half.get(i));
    }
    XYSeries band = chart.addSeries(policy + " 95 %", xs, ys);
    band.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.PolygonArea);
    band.setFillColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 40));
    band.setLineColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 0));
    band.setMarker(SeriesMarkers.NONE);
    band.setLineStyle(SeriesLines.NONE);
    band.setShowInLegend(false);
  }

  private static String svg(XYChart chart) {
    try {
      var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().getDOMImplementation()
          .createDocument("http://www.w3.org/2000/svg", "svg", null);
      var graphics = new SVGGraphics2D(document);
      graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
      chart.paint(graphics, WIDTH, HEIGHT);
      var text = new StringWriter();
      graphics.stream(text, true);
      return text.toString().lines().collect(Collectors.joining("\n", "", "\n"));
    } catch (ParserConfigurationException | SVGGraphics2DIOException e) {
      throw new IllegalStateException("the plot cannot be drawn: " + e.getMessage(), e);
    }
  }
}
