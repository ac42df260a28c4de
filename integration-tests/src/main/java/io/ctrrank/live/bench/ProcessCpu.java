package io.ctrrank.live.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * CPU time of a process of this machine, all its threads, those that are gone too, user and kernel:
 * the process's own clock of POSIX, which counts nanoseconds. What {@code /proc/<pid>/stat} tells
 * is the same in ticks of 10 ms.
 */
public final class ProcessCpu {
  private static final MethodHandle CLOCK_OF = function("clock_getcpuclockid");
  private static final MethodHandle TIME_OF = function("clock_gettime");
  private static final double MILLIS_PER_SECOND = 1e3;
  private static final double NANOS_PER_MILLI = 1e6;

  private final long pid;

  /**
   * @param pid of the process, of any user
   */
  public ProcessCpu(long pid) {
    this.pid = pid;
  }

  /**
   * Milliseconds of CPU time since the process began.
   *
   * @throws IOException if there is no such process
   */
  public double millis() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment clock = arena.allocate(JAVA_INT);
      MemorySegment time = arena.allocate(JAVA_LONG, 2);
      if (call(CLOCK_OF, Math.toIntExact(pid), clock) != 0
          || call(TIME_OF, clock.get(JAVA_INT, 0), time) != 0) {
        throw new IOException("process [" + pid + "] has no CPU clock; expected one that runs");
      }
      return time.getAtIndex(JAVA_LONG, 0) * MILLIS_PER_SECOND
          + time.getAtIndex(JAVA_LONG, 1) / NANOS_PER_MILLI;
    }
  }

  private static MethodHandle function(String name) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
  }

  private static int call(MethodHandle function, int of, MemorySegment result) {
    try {
      return (int) function.invokeExact(of, result);
    } catch (Throwable e) {
      throw new IllegalStateException("a function of the C library cannot be called", e);
    }
  }
}
