package io.ctrrank.runtime.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtProvider;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaDiagnosisTest {
  @Test
  void notInBuild_cudaAmongTheProviders_isNoProblem() {
    assertThat(
            CudaDiagnosis.notInBuild(
                Device.cuda(0), "1.28.0", EnumSet.of(OrtProvider.CPU, OrtProvider.CUDA)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Failed to load library /t/libonnxruntime_providers_cuda.so with error: libcudart.so.12:"
            + " cannot open shared object file: No such file or directory|"
            + "the CUDA library [libcudart.so.12] is missing; install CUDA",
        "Failed to load library x with error: libcudnn.so.9: cannot open shared object file|"
            + "cuDNN's library [libcudnn.so.9] is missing; install cuDNN",
        "error: libcuda.so.1: cannot open shared object file|"
            + "the CUDA driver's library [libcuda.so.1] is missing; install the NVIDIA driver",
        "Failed to load library libonnxruntime_providers_shared.so: libonnxruntime_providers_shared.so:"
            + " cannot open shared object file|"
            + "the library [libonnxruntime_providers_shared.so] is not beside ONNX Runtime's own",
        "error loading onnxruntime_providers_cuda.dll which depends on cublasLt64_12.dll which is"
            + " missing|the CUDA library [cublasLt64_12.dll] is missing",
        "Failed to find CUDA shared provider|onnxruntime_providers_cuda is not beside",
        "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version|"
            + "upgrade the NVIDIA driver",
        "CUDA failure 100: no CUDA-capable device is detected|the machine shows no CUDA device",
        "CUDA failure 101: invalid device ordinal ; GPU=3|no CUDA device of this number",
        "Failed to parse provider option \"device_id\": Invalid device ID: 3, must be between 0"
            + " (inclusive) and 1 (exclusive).|no CUDA device of this number",
        "CUDA failure 2: out of memory|the device's memory is taken",
        "something else|CUDA failed to start; check driver, CUDA and cuDNN",
      })
  void explain_messageOfOnnxRuntime_namesWhatIsMissing(String message, String cause) {
    assertThat(CudaDiagnosis.explain(Device.cuda(3), message))
        .startsWith("device [cuda:3] does not work: ")
        .contains(cause, "or use device [cpu]; ONNX Runtime says: ")
        .endsWith(message);
  }
}
