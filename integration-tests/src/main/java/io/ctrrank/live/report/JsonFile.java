package io.ctrrank.live.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Writes reports for machines. */
public final class JsonFile {
  /** JSON has no number that is none: what was not measured is left out. */
  private static final JsonSerializer<Double> NUMBERS =
      (number, type, context) ->
          Double.isFinite(number) ? new JsonPrimitive(number) : JsonNull.INSTANCE;

  private static final Gson GSON =
      new GsonBuilder()
          .setPrettyPrinting()
          .registerTypeAdapter(Double.class, NUMBERS)
          .registerTypeAdapter(double.class, NUMBERS)
          .registerTypeAdapter(
              Duration.class,
              (JsonSerializer<Duration>)
                  (duration, type, context) -> new JsonPrimitive(duration.toMillis() + "ms"))
          .create();

  private JsonFile() {}

  /** Records as JSON objects, durations in ms. */
  public static String of(Object report) {
    return GSON.toJson(report);
  }

  /** Writes a file, and the folder that it lies in where there is none. */
  public static Path write(Path file, Object report) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.writeString(file, of(report), UTF_8);
  }
}
