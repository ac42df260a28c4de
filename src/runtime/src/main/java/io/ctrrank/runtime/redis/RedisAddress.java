package io.ctrrank.runtime.redis;

import static java.util.Objects.requireNonNull;

/**
 * Where a server listens.
 *
 * @param host name or address
 * @param port TCP port
 */
public record RedisAddress(String host, int port) {
  private static final int LARGEST_PORT = 65_535;

  public RedisAddress {
    requireNonNull(host, "host is null");
    if (host.isBlank()) {
      throw new IllegalArgumentException(
          "redis host is [" + host + "]; expected a name or an address");
    }
    if (port < 1 || port > LARGEST_PORT) {
      throw new IllegalArgumentException("redis port is [" + port + "]; expected 1 to 65535");
    }
  }

  /**
   * Reads {@code host}, {@code host:port} or, for an IPv6 address with a port, {@code [host]:port}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static RedisAddress parse(String text, int otherwise) {
    boolean bracketed = text.startsWith("[");
    int end = bracketed ? text.indexOf(']') : text.indexOf(':');
    boolean bareIpv6 = !bracketed && end != text.lastIndexOf(':');
    if (bareIpv6 || (!bracketed && end < 0)) {
      return new RedisAddress(text, otherwise);
    }
    String host = bracketed ? text.substring(1, Math.max(1, end)) : text.substring(0, end);
    String port = text.substring(bracketed ? end + 1 : end);
    if (bracketed && port.isEmpty()) {
      return new RedisAddress(host, otherwise);
    }
    try {
      if (port.startsWith(":")) {
        return new RedisAddress(host, Integer.parseInt(port.substring(1)));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(message(text), e);
    }
    throw new IllegalArgumentException(message(text));
  }

  private static String message(String text) {
    return "redis address is [" + text + "]; expected [host:port]";
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
