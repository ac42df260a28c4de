package io.ctrrank.trainer.encoder;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * What {@code encoder.json} says.
 *
 * @param traits what is known of the encoder
 * @param createdBy the command that made the folder
 * @param files hashes of the folder's other files by name
 * @param sources hashes of the files it was made of by name
 */
public record EncoderDescription(
    EncoderTraits traits,
    String createdBy,
    Map<String, FileHash> files,
    Map<String, FileHash> sources) {
  public EncoderDescription {
    requireNonNull(traits, "traits is null");
    requireNonNull(createdBy, "createdBy is null");
    files = Map.copyOf(files);
    sources = Map.copyOf(sources);
  }
}
