package io.tcplb.server.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** One backend as operators write it, {@code POOL/ID}. */
record PoolAndId(String pool, String id) {
    /** Returns its path in the admin API. */
    String path() {
        return "/v1/pools/" + AdminClient.escape(pool) + "/backends/" + AdminClient.escape(id);
    }

    @Override
    public String toString() {
        return pool + "/" + id;
    }

    static final class Converter implements ITypeConverter<PoolAndId> {
        @Override
        public PoolAndId convert(String text) {
            int slash = text.indexOf('/');
            if (slash <= 0 || slash == text.length() - 1 || slash != text.lastIndexOf('/')) {
                throw new TypeConversionException("'" + text + "' is no POOL/ID");
            }
            return new PoolAndId(text.substring(0, slash), text.substring(slash + 1));
        }
    }
}
