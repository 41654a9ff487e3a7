// Package godwit runs the ADBC project's own validation suite for drivers against a Godwit server. The suite is no released
// module: put this file into a new folder go/adbc/godwit of a checkout of arrow-adbc and run there
//
//	SERVER=…/deploy/godwit SERVER_VERSION=0.1.0-SNAPSHOT SERVER_ARROW_VERSION=18.3.0 go test ./godwit/
//
// What fails, and why, stands in client-examples/README.md.
package godwit

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow-adbc/go/adbc"
	driver "github.com/apache/arrow-adbc/go/adbc/driver/flightsql"
	"github.com/apache/arrow-adbc/go/adbc/validation"
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/flight"
	"github.com/apache/arrow-go/v18/arrow/flight/flightsql"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/stretchr/testify/require"
	"github.com/stretchr/testify/suite"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
)

const (
	bearer    = "Bearer validation"
	namespace = "validation"
)

// quirks says what Godwit does and does not; every test has the server of the suite and a session whose namespace is set.
type quirks struct {
	uri     string
	lake    string
	options map[string]string
	memory  *memory.CheckedAllocator
}

func (q *quirks) SetupDriver(t *testing.T) adbc.Driver {
	q.memory = memory.NewCheckedAllocator(memory.DefaultAllocator)
	// Again for each test, since a connection that closes ends the session that all with its bearer share.
	setNamespace(t, strings.TrimPrefix(q.uri, "grpc+tcp://"))
	return driver.NewDriver(q.memory)
}

func (q *quirks) TearDownDriver(t *testing.T, _ adbc.Driver) { q.memory.AssertSize(t, 0) }

func (q *quirks) DatabaseOptions() map[string]string {
	return map[string]string{
		adbc.OptionKeyURI:                q.uri,
		driver.OptionAuthorizationHeader: bearer,
	}
}

func (q *quirks) CreateSampleTable(name string, rows arrow.RecordBatch) (err error) {
	database, err := driver.NewDriver(q.memory).NewDatabase(map[string]string{adbc.OptionKeyURI: q.uri})
	if err != nil {
		return err
	}
	connection, err := database.Open(context.Background())
	if err != nil {
		return err
	}
	statement, err := connection.NewStatement()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, statement.Close(), connection.Close(), database.Close()) }()
	if err = statement.SetOption(adbc.OptionKeyIngestTargetTable, name); err != nil {
		return err
	}
	if err = statement.SetOption(adbc.OptionValueIngestTargetDBSchema, namespace); err != nil {
		return err
	}
	if err = statement.SetOption(adbc.OptionKeyIngestMode, adbc.OptionValueIngestModeReplace); err != nil {
		return err
	}
	if err = statement.Bind(context.Background(), rows); err != nil {
		return err
	}
	_, err = statement.ExecuteUpdate(context.Background())
	return err
}

// DropTable goes around the server, which drops no tables: what another program does to the catalog it must notice.
func (q *quirks) DropTable(_ adbc.Connection, name string) error {
	script := "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=30);" +
		"c.execute('DELETE FROM iceberg_tables WHERE table_name = ?', (sys.argv[2],)); c.commit()"
	out, err := exec.Command("python3", "-c", script, filepath.Join(q.lake, "lakehouse", "catalog.db"), name).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

func (q *quirks) SampleTableSchemaMetadata(table string, kind arrow.DataType) arrow.Metadata {
	all := map[string]string{
		flightsql.CatalogNameKey: q.Catalog(), flightsql.SchemaNameKey: q.DBSchema(), flightsql.TableNameKey: table,
		flightsql.IsReadOnlyKey: "0", flightsql.IsAutoIncrementKey: "0", flightsql.IsCaseSensitiveKey: "1", flightsql.IsSearchableKey: "1",
	}
	return arrow.MetadataFrom(all)
}

func (q *quirks) GetMetadata(code adbc.InfoCode) interface{} {
	switch code {
	case adbc.InfoDriverName:
		return "ADBC Flight SQL Driver - Go"
	case adbc.InfoDriverVersion, adbc.InfoDriverArrowVersion:
		return "(unknown or development build)"
	case adbc.InfoDriverADBCVersion:
		return adbc.AdbcVersion1_1_0
	case adbc.InfoVendorName:
		return "Godwit"
	case adbc.InfoVendorVersion:
		return os.Getenv("SERVER_VERSION")
	case adbc.InfoVendorArrowVersion:
		return os.Getenv("SERVER_ARROW_VERSION")
	}
	return nil
}

func (q *quirks) Alloc() memory.Allocator                     { return q.memory }
func (q *quirks) BindParameter(int) string                    { return "?" }
func (q *quirks) Catalog() string                             { return "lake" }
func (q *quirks) DBSchema() string                            { return namespace }
func (q *quirks) SupportsBulkIngest(string) bool              { return true }
func (q *quirks) SupportsConcurrentStatements() bool          { return true }
func (q *quirks) SupportsCurrentCatalogSchema() bool          { return true }
func (q *quirks) SupportsDynamicParameterBinding() bool       { return true }
func (q *quirks) SupportsErrorIngestIncompatibleSchema() bool { return true }
func (q *quirks) SupportsExecuteSchema() bool                 { return true }
func (q *quirks) SupportsGetParameterSchema() bool            { return true }
func (q *quirks) SupportsGetSetOptions() bool                 { return true }
func (q *quirks) SupportsPartitionedData() bool               { return true }
func (q *quirks) SupportsStatistics() bool                    { return false }
func (q *quirks) SupportsTransactions() bool                  { return false }

func TestGodwit(t *testing.T) {
	lake := t.TempDir()
	server := exec.Command(os.Getenv("SERVER"), "serve", "--set", "server.port=0")
	server.Dir = lake
	server.Stderr = os.Stderr
	out, err := server.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, server.Start())
	defer func() { require.NoError(t, errors.Join(server.Process.Signal(os.Interrupt), server.Wait())) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	fields := strings.Fields(line)
	uri := strings.Replace(fields[len(fields)-1], "grpc://", "grpc+tcp://", 1)

	q := &quirks{uri: uri, lake: lake}
	suite.Run(t, &validation.DatabaseTests{Quirks: q})
	suite.Run(t, &validation.ConnectionTests{Quirks: q})
	suite.Run(t, &validation.StatementTests{Quirks: q})
}

// setNamespace gives the session of the bearer its default namespace.
func setNamespace(t *testing.T, address string) {
	client, err := flight.NewClientWithMiddleware(address, nil, nil, grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	defer validation.CheckedClose(t, client)
	value, err := flight.NewSessionOptionValue(namespace)
	require.NoError(t, err)
	call := metadata.AppendToOutgoingContext(context.Background(), "authorization", bearer)
	_, err = client.SetSessionOptions(call, &flight.SetSessionOptionsRequest{
		SessionOptions: map[string]*flight.SessionOptionValue{"schema": &value},
	})
	require.NoError(t, err)
}
