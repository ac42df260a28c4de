package io.ctrrank.runtime.onnx;

/**
 * What a user asks sessions to run on: {@code cpu}, {@code cuda} (device 0), {@code cuda:<n>}, or
 * {@code auto} (CUDA where it works, else the CPU).
 *
 * @param kind which sort of device
 * @param index number of the CUDA device, 0 otherwise
 */
public record Device(Kind kind, int index) {
  /** The CPU. */
  public static final Device CPU = new Device(Kind.CPU, 0);

  /** CUDA where it works, else the CPU. */
  public static final Device AUTO = new Device(Kind.AUTO, 0);

  private static final String CUDA_PREFIX = "cuda:";

  /** Sorts of devices. */
  public enum Kind {
    CPU,
    CUDA,
    AUTO
  }

  public Device {
    if (index < 0 || (kind != Kind.CUDA && index != 0)) {
      throw new IllegalArgumentException(
          "device index is [" + index + "]; expected 0 or more, and 0 unless the device is cuda");
    }
  }

  /** CUDA device {@code index}. */
  public static Device cuda(int index) {
    return new Device(Kind.CUDA, index);
  }

  /**
   * Reads a device as users write it.
   *
   * @throws IllegalArgumentException naming what was found and what is expected
   */
  public static Device parse(String text) {
    return switch (text) {
      case "cpu" -> CPU;
      case "auto" -> AUTO;
      case "cuda" -> cuda(0);
      default -> {
        if (text.matches("cuda:[0-9]{1,3}")) {
          yield cuda(Integer.parseInt(text.substring(CUDA_PREFIX.length())));
        }
        throw new IllegalArgumentException(
            "device is [" + text + "]; expected one of [cpu, cuda, cuda:<number>, auto]");
      }
    };
  }

  @Override
  public String toString() {
    return switch (kind) {
      case CPU -> "cpu";
      case AUTO -> "auto";
      case CUDA -> CUDA_PREFIX + index;
    };
  }
}
