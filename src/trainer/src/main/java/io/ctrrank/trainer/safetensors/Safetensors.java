package io.ctrrank.trainer.safetensors;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The weights of a model folder in Hugging Face's layout: {@code model.safetensors}, or several
 * files that {@code model.safetensors.index.json} names. The files are mapped, not read.
 */
public final class Safetensors {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  /** Plain names only: no index may point out of its folder. */
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

  private final List<Path> files = new ArrayList<>();
  private final Map<String, Tensor> tensors = new TreeMap<>();

  private Safetensors() {}

  /**
   * Opens the weights of a folder.
   *
   * @throws IOException if a file is missing or not as the format says, naming file and tensor
   */
  public static Safetensors open(Path folder) throws IOException {
    Safetensors opened = new Safetensors();
    Path index = folder.resolve(INDEX);
    if (Files.isRegularFile(index)) {
      opened.addAll(folder, index);
    } else {
      opened.addSingle(folder);
    }
    return opened;
  }

  private void addSingle(Path folder) throws IOException {
    Path file = folder.resolve(SINGLE);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "folder ["
              + folder
              + "] has neither ["
              + SINGLE
              + "] nor ["
              + INDEX
              + "]; expected weights in the safetensors format; download them into it");
    }
    files.add(file);
    tensors.putAll(SafetensorsFile.map(file));
  }

  private void addAll(Path folder, Path index) throws IOException {
    Map<String, String> places = places(index);
    files.add(index);
    for (String name : new TreeSet<>(places.values())) {
      Path file = folder.resolve(name);
      if (!FILE_NAME.matcher(name).matches() || !Files.isRegularFile(file)) {
        throw new IOException(
            "file ["
                + index
                + "] names weights in ["
                + name
                + "]; expected a file beside it; download the whole folder");
      }
      files.add(file);
      for (Tensor tensor : SafetensorsFile.map(file).values()) {
        if (!name.equals(places.get(tensor.name()))) {
          throw new IOException(
              "file ["
                  + file
                  + "] holds tensor ["
                  + tensor.name()
                  + "], which ["
                  + index
                  + "] places in ["
                  + places.get(tensor.name())
                  + "]; expected files that belong together; download the whole folder");
        }
        tensors.put(tensor.name(), tensor);
      }
    }
    TreeSet<String> missing = new TreeSet<>(places.keySet());
    missing.removeAll(tensors.keySet());
    if (!missing.isEmpty()) {
      throw new IOException(
          "file ["
              + index
              + "] places tensor ["
              + missing.first()
              + "] in ["
              + places.get(missing.first())
              + "], which does not hold it; expected files that belong together; download the whole"
              + " folder");
    }
  }

  /** File by name of tensor. */
  private static Map<String, String> places(Path index) throws IOException {
    Map<String, String> places = new TreeMap<>();
    try {
      JsonObject root =
          JsonParser.parseString(Files.readString(index, StandardCharsets.UTF_8)).getAsJsonObject();
      JsonElement map = root.get("weight_map");
      if (map == null) {
        throw new JsonParseException("it has " + root.keySet() + " and no [weight_map]");
      }
      map.getAsJsonObject()
          .asMap()
          .forEach((tensor, file) -> places.put(tensor, file.getAsString()));
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new IOException(
          "file ["
              + index
              + "] is no index of weights: "
              + e.getMessage()
              + "; expected a [weight_map] from tensors to files; download it again",
          e);
    }
    return places;
  }

  /** Tensors by name. */
  public Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /** The files that were read. */
  public List<Path> files() {
    return List.copyOf(files);
  }
}
