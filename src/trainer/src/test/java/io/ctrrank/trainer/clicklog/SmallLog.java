package io.ctrrank.trainer.clicklog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * A small log of a shop: shoes and lamps, users who like one or the other, four ads a search. Its
 * fields have names of their own.
 */
public final class SmallLog {
  /** Users in the log. */
  public static final int USERS = 40;

  /** Impressions of a search. */
  public static final int PAGE = 4;

  private static final int ADS = 30;
  private static final int SEARCHES = 12;
  private static final long START = 1_764_000_000_000L;

  private static final String FIELDS =
      """
      {"id": "sku", "text": ["name", "tags", "brand", "copy.long"], "category": "tags.keyword",
       "number": {"field": "price", "transform": "log1p"}}
      """;

  private SmallLog() {}

  /** Writes the three files. The same seed gives the same log. */
  public static Path write(Path folder, long seed) throws IOException {
    Random random = new Random(seed);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("fields.json"), FIELDS);
    Files.writeString(folder.resolve("items.ndjson"), items());
    Files.writeString(folder.resolve("impressions.ndjson"), impressions(random));
    return folder;
  }

  private static String items() {
    StringBuilder lines = new StringBuilder();
    for (int ad = 0; ad < ADS; ad++) {
      boolean shoe = ad % 2 == 0;
      lines.append("{\"sku\": \"a" + ad + "\", \"name\": \"" + (shoe ? "Shoe " : "Lamp ") + ad);
      lines.append("\", \"tags\": [\"" + (shoe ? "shoes" : "light") + "\", \"sale\"]");
      lines.append(", \"copy\": {\"long\": \"Number " + ad + " of the house\"}");
      // What an index has may be missing, and it has more than models read.
      lines.append(ad % 5 == 0 ? "" : ", \"brand\": \"Brand " + ad % 3 + "\"");
      lines.append(ad % 7 == 0 ? "" : ", \"price\": " + (10 + ad) + ".50");
      lines.append(", \"bid\": 0.2}\n");
    }
    return lines.toString();
  }

  private static String impressions(Random random) {
    StringBuilder lines = new StringBuilder();
    for (int search = 0; search < SEARCHES; search++) {
      for (int user = 0; user < USERS; user++) {
        int first = random.nextInt(ADS);
        long time = START + search * 60_000L + user;
        for (int position = 1; position <= PAGE; position++) {
          int ad = (first + position) % ADS;
          boolean click = random.nextDouble() < (user % 2 == ad % 2 ? 0.85 : 0.2);
          lines.append(row(time + position, user, ad, click));
          lines.append(", \"query_id\": \"q" + search + "-" + user + "\"");
          lines.append(query(search, user));
          lines.append(", \"position\": " + position + "}\n");
        }
      }
    }
    return lines.toString();
  }

  /** A third of the searches each for shoes, for lamps, and without a text. */
  private static String query(int search, int user) {
    return switch ((search + user) % 3) {
      case 0 -> ", \"query\": \"shoes\"";
      case 1 -> ", \"query\": \"lamp as a gift\"";
      default -> search % 2 == 0 ? "" : ", \"query\": null";
    };
  }

  private static String row(long time, int user, int ad, boolean click) {
    return "{\"time\": "
        + time
        + ", \"user\": \"u"
        + user
        + "\", \"item\": \"a"
        + ad
        + "\", \"clicked\": "
        + click;
  }
}
