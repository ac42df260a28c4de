package io.ctrrank.models;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.ctrrank.runtime.bundle.Bundle;
import io.ctrrank.runtime.bundle.BundleException;
import io.ctrrank.runtime.bundle.EncoderDelta;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Puts one bundle together: the files its manifest names, those with an artifact out of that
 * artifact, low-rank additions merged in where an entry names them, and the model card. What else
 * lies in the source folder (parity rows, say) stays there.
 */
public final class BundleAssembler {
  private static final String MANIFEST = "manifest.json";
  private static final String MODEL_CARD = "MODEL_CARD.md";

  private BundleAssembler() {}

  /**
   * Assembles and verifies a bundle.
   *
   * @param source the bundle's folder as git holds it, named after the model
   * @param bundles where the bundle goes, as a folder of the same name
   * @return the verified bundle
   * @throws BundleException if the outcome is not a whole bundle
   */
  public static Bundle assemble(Path source, Path bundles) throws IOException, BundleException {
    Path target = Files.createDirectories(bundles.resolve(source.getFileName()));
    copy(source, target, MANIFEST);
    if (Files.exists(source.resolve(MODEL_CARD))) {
      copy(source, target, MODEL_CARD);
    }
    for (Map.Entry<String, JsonElement> file : files(source).entrySet()) {
      JsonObject entry = file.getValue().getAsJsonObject();
      if (entry.has("artifact")) {
        Path place = target.resolve(file.getKey());
        ArtifactFile.parse(entry.get("artifact").getAsString()).copyTo(place);
        if (entry.has("delta")) {
          EncoderDelta delta = EncoderDelta.read(source.resolve(entry.get("delta").getAsString()));
          Files.write(place, delta.mergedInto(Files.readAllBytes(place)));
        }
      } else {
        copy(source, target, file.getKey());
      }
    }
    return Bundle.open(target);
  }

  /**
   * Zips a bundle for {@code config/ctr-rank/models/}: one folder named after the model.
   *
   * @param bundle folder of the bundle
   * @param zip the file to write
   */
  public static void zip(Path bundle, Path zip) throws IOException {
    TreeSet<String> names = new TreeSet<>(files(bundle).keySet());
    names.add(MANIFEST);
    if (Files.exists(bundle.resolve(MODEL_CARD))) {
      names.add(MODEL_CARD);
    }
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      // Weights hardly shrink: more effort costs seconds and saves nothing.
      entries.setLevel(Deflater.BEST_SPEED);
      for (String name : names) {
        ZipEntry entry = new ZipEntry(bundle.getFileName() + "/" + name);
        entry.setTime(0);
        entries.putNextEntry(entry);
        Files.copy(bundle.resolve(name), entries);
        entries.closeEntry();
      }
    }
  }

  private static Map<String, JsonElement> files(Path folder) throws IOException {
    Path manifest = folder.resolve(MANIFEST);
    JsonElement json = JsonParser.parseString(Files.readString(manifest, UTF_8));
    if (!json.isJsonObject() || !json.getAsJsonObject().has("files")) {
      throw new IOException(
          "[" + manifest + "] has no member [files]; expected the manifest of a model bundle");
    }
    return json.getAsJsonObject().getAsJsonObject("files").asMap();
  }

  private static void copy(Path from, Path to, String name) throws IOException {
    Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }
}
