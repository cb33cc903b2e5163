// ClusterNode.java - a node of OpenSearch in a process of its own; each argument is a setting, NAME=VALUE. Where the server is
// jars and no distribution, its network plugin is a class and lies in no folder, and only a subclass may hand that over.
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

public final class ClusterNode extends Node {
    private ClusterNode(Settings settings) {
        super(InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), Path.of(settings.get("path.home")),
            () -> settings.get("node.name")), List.of(Netty4Plugin.class), true);
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> pairs = Arrays.stream(arguments).map(argument -> argument.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        Settings.Builder settings = Settings.builder();
        pairs.forEach(settings::put);
        new ClusterNode(settings.build()).start();
        System.in.read(); // until whoever started it has ended; none of the node's own threads keeps the process
        Runtime.getRuntime().halt(0);
    }
}
