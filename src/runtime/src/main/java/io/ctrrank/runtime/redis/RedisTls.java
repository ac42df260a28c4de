package io.ctrrank.runtime.redis;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Connections by TLS. The server's certificate must name the host that is connected to.
 *
 * @param certificateAuthorities PEM file with those who may have signed the server's certificate;
 *     without it those that the JVM trusts
 */
public record RedisTls(Optional<Path> certificateAuthorities) {
  public RedisTls {
    requireNonNull(certificateAuthorities, "certificateAuthorities is null");
  }
}
