package io.ctrrank.trainer.kddcup.synthetic;

/**
 * Size and click rate of a made-up log.
 *
 * @param seed the same shape and seed give the same bytes
 * @param rows training rows
 * @param users users, ids from 1
 * @param ads ads, ids from 0
 * @param queries queries, ids from 0
 * @param clickRate expected clicks an impression
 */
public record LogShape(long seed, long rows, int users, int ads, int queries, double clickRate) {
  /** Clicks an impression of the log when nobody says otherwise. */
  public static final double CLICK_RATE = 0.035;

  private static final int ROWS_A_USER = 7;
  private static final int ROWS_AN_AD = 230;
  private static final int ROWS_A_QUERY = 6;
  private static final int FEWEST_ADS = 100;

  public LogShape {
    require("rows", rows >= 1, rows, "[1] or more");
    require("users", users >= 1, users, "[1] or more");
    require("ads", ads >= Topics.COUNT, ads, "[" + Topics.COUNT + "] or more");
    require("queries", queries >= Topics.COUNT, queries, "[" + Topics.COUNT + "] or more");
    require(
        "click rate",
        clickRate >= 0.001 && clickRate <= 0.9,
        clickRate,
        "[0.001] to [0.9], clicks an impression");
  }

  private static void require(String name, boolean good, Number found, String expected) {
    if (!good) {
      throw new IllegalArgumentException(name + " is [" + found + "]; expected " + expected);
    }
  }

  /** Numbers of users, ads and queries in about the proportion to rows that a large log has. */
  public static LogShape of(long seed, long rows) {
    require("rows", rows >= 1, rows, "[1] or more");
    return new LogShape(
        seed,
        rows,
        part(rows, ROWS_A_USER, 1),
        part(rows, ROWS_AN_AD, FEWEST_ADS),
        part(rows, ROWS_A_QUERY, Topics.COUNT),
        CLICK_RATE);
  }

  private static int part(long rows, int divisor, int least) {
    return (int) Math.clamp(rows / divisor, least, Integer.MAX_VALUE / 4);
  }

  /** The shape with another number of users. */
  public LogShape withUsers(int value) {
    return new LogShape(seed, rows, value, ads, queries, clickRate);
  }

  /** The shape with another number of ads. */
  public LogShape withAds(int value) {
    return new LogShape(seed, rows, users, value, queries, clickRate);
  }

  /** The shape with another click rate. */
  public LogShape withClickRate(double value) {
    return new LogShape(seed, rows, users, ads, queries, value);
  }

  /** Keywords, ids from 0. */
  int keywords() {
    return Math.max(Topics.COUNT, queries / 20);
  }

  /** Titles, ids from 0: every ad has up to two. */
  int titles() {
    return 2 * ads;
  }

  /** Descriptions, ids from 0: every ad has up to two. */
  int descriptions() {
    return 2 * ads;
  }
}
