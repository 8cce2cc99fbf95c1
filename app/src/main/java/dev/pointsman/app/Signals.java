package dev.pointsman.app;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;

/// Lets a command end in its own order when it is asked to (SIGTERM, Ctrl-C). Shutdown hooks would not do: the JVM runs all
/// of them at once, and that of ONNX Runtime takes the native library away from texts that are still being encoded.
final class Signals {
  private Signals() {}

  /// Runs an action at the first such signal; a second one ends the process at once.
  static void onStop(Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal"); // by name, because the compiler warns of it
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object byDefault = handler.getField("SIG_DFL").get(null);
      var handle = signal.getMethod("handle", signal, handler);
      for (String name : List.of("TERM", "INT")) {
        Object awaited = signal.getConstructor(String.class).newInstance(name);
        Object once = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, (_, _, _) -> {
          handle.invoke(null, awaited, byDefault);
          action.run();
          return null;
        });
        handle.invoke(null, awaited, once);
      }
    } catch (ClassNotFoundException | NoSuchFieldException | NoSuchMethodException | IllegalAccessException
        | InstantiationException | InvocationTargetException e) {
      Runtime.getRuntime().addShutdownHook(new Thread(action, "stop")); // a JVM without such signals
    }
  }
}
