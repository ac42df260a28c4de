package io.ctrrank.runtime.onnx;

import ai.onnxruntime.OrtProvider;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what is missing when CUDA does not work, from what ONNX Runtime says. */
final class CudaDiagnosis {
  private static final Pattern MISSING_LIBRARY =
      Pattern.compile(
          "(lib[A-Za-z0-9_+-]+\\.so[.0-9]*|[A-Za-z0-9_-]+\\.dll)[^\\n]{0,20}?"
              + "(cannot open shared object|which is missing|not found)");

  private CudaDiagnosis() {}

  /** The problem that the build of ONNX Runtime has no CUDA provider, if that is so. */
  static Optional<String> notInBuild(Device device, String version, Set<OrtProvider> providers) {
    if (providers.contains(OrtProvider.CUDA)) {
      return Optional.empty();
    }
    return Optional.of(
        "device ["
            + device
            + "] needs the CUDA provider, but this build of ONNX Runtime ["
            + version
            + "] has only "
            + providers
            + "; build with the artifact com.microsoft.onnxruntime:onnxruntime_gpu:"
            + version
            + " in place of onnxruntime, or use device [cpu]");
  }

  /** What {@code message}, the reason ONNX Runtime gives, means for whoever runs the node. */
  static String explain(Device device, String message) {
    return "device ["
        + device
        + "] does not work: "
        + cause(message)
        + ", or use device [cpu]; ONNX Runtime says: "
        + message.strip();
  }

  private static String cause(String message) {
    String lower = message.toLowerCase(Locale.ROOT);
    Matcher missing = MISSING_LIBRARY.matcher(message);
    if (missing.find()) {
      return library(missing.group(1));
    }
    if (lower.contains("driver version is insufficient")) {
      return "the CUDA driver is older than ONNX Runtime's CUDA; upgrade the NVIDIA driver";
    }
    if (lower.contains("no cuda-capable device")) {
      return "the machine shows no CUDA device; check [nvidia-smi] and that the container may see"
          + " the GPU";
    }
    if (lower.contains("invalid device ordinal") || lower.contains("invalid device id")) {
      return "there is no CUDA device of this number; check [nvidia-smi] for those there are";
    }
    if (lower.contains("out of memory")) {
      return "the device's memory is taken; free some";
    }
    if (lower.contains("failed to find cuda shared provider") || lower.contains("providers_cuda")) {
      return "the library onnxruntime_providers_cuda is not beside ONNX Runtime's own; install the"
          + " GPU build";
    }
    return "CUDA failed to start; check driver, CUDA and cuDNN";
  }

  private static String library(String name) {
    if (name.startsWith("libcuda.so") || name.startsWith("nvcuda")) {
      return "the CUDA driver's library [" + name + "] is missing; install the NVIDIA driver";
    }
    if (name.startsWith("libcudnn") || name.startsWith("cudnn")) {
      return "cuDNN's library [" + name + "] is missing; install cuDNN of this major version";
    }
    if (name.contains("onnxruntime_providers")) {
      return "the library [" + name + "] is not beside ONNX Runtime's own; install the GPU build";
    }
    return "the CUDA library [" + name + "] is missing; install CUDA of this major version";
  }
}
