package io.ctrrank.live.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * The straight line through what was measured at several places, by least squares, of each round.
 *
 * @param start where it begins, at 0
 * @param slope for each step of one
 */
public record Line(Spread start, Spread slope) {

  /**
   * @param places where was measured, two or more that differ
   * @param figures what was measured at each of them, as many rounds each
   */
  public static Line through(double[] places, List<Spread> figures) {
    double middle = mean(places);
    double square = 0;
    for (double place : places) {
      square += (place - middle) * (place - middle);
    }
    if (places.length != figures.size() || square == 0) {
      throw new IllegalArgumentException(
          "a line has ["
              + places.length
              + "] places and ["
              + figures.size()
              + "] figures; expected as many, at two places or more");
    }
    List<Double> starts = new ArrayList<>();
    List<Double> slopes = new ArrayList<>();
    for (int round = 0; round < figures.getFirst().all().length; round++) {
      double product = 0;
      double sum = 0;
      for (int i = 0; i < places.length; i++) {
        double figure = figures.get(i).all()[round];
        product += (places[i] - middle) * figure;
        sum += figure;
      }
      double slope = product / square;
      slopes.add(slope);
      starts.add(sum / places.length - slope * middle);
    }
    return new Line(spread(starts), spread(slopes));
  }

  private static Spread spread(List<Double> figures) {
    return Spread.of(figures.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double mean(double[] numbers) {
    double sum = 0;
    for (double number : numbers) {
      sum += number;
    }
    return sum / numbers.length;
  }
}
