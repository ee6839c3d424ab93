// Renders and lints a Helm chart with Helm's own code, without a cluster: `helm CHART`, with a list of releases as JSON on standard
// input, prints a list of what became of each.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"

	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/lint"
)

type release struct {
	Name      string         `json:"name"`
	Namespace string         `json:"namespace"`
	Values    map[string]any `json:"values"`
}

type outcome struct {
	Manifests string   `json:"manifests"`
	Notes     string   `json:"notes"`
	Error     string   `json:"error"`
	Lint      []string `json:"lint"`
}

func render(path string, r release) outcome {
	failed := func(err error) outcome { return outcome{Error: err.Error()} }
	chart, err := loader.Load(path)
	if err != nil {
		return failed(err)
	}
	capabilities := chartutil.DefaultCapabilities.Copy()
	capabilities.KubeVersion = chartutil.KubeVersion{Version: "v1.36.3", Major: "1", Minor: "36"}
	options := chartutil.ReleaseOptions{Name: r.Name, Namespace: r.Namespace, Revision: 1, IsInstall: true}
	// Validates the values against the schema.
	values, err := chartutil.ToRenderValues(chart, r.Values, options, capabilities)
	if err != nil {
		return failed(err)
	}
	files, err := engine.Render(chart, values)
	if err != nil {
		return failed(err)
	}
	var done outcome
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if strings.HasSuffix(name, "NOTES.txt") {
			done.Notes = files[name]
		} else if strings.HasSuffix(name, ".yaml") {
			done.Manifests += "---\n" + files[name] + "\n"
		}
	}
	for _, message := range lint.AllWithKubeVersion(path, r.Values, r.Namespace, &capabilities.KubeVersion).Messages {
		done.Lint = append(done.Lint, message.Error())
	}
	return done
}

func main() {
	var releases []release
	if err := json.NewDecoder(os.Stdin).Decode(&releases); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	outcomes := make([]outcome, len(releases))
	for i, r := range releases {
		outcomes[i] = render(os.Args[1], r)
	}
	if err := json.NewEncoder(os.Stdout).Encode(outcomes); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
